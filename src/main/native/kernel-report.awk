# Makes a Markdown table of what `nvcc -Xptxas -v` prints: a row a kernel, a column an architecture, in each cell the
# registers of a thread, and shared memory and spilled bytes where there are any.
/Compiling entry function/ {
  match($0, /function '[^']*'/); kernel = substr($0, RSTART + 10, RLENGTH - 11)
  match($0, /for 'sm_[^']*'/); architecture = substr($0, RSTART + 5, RLENGTH - 6)
  if (!(kernel in seen)) { seen[kernel] = 1; kernels[++rows] = kernel }
  if (!(architecture in known)) { known[architecture] = 1; architectures[++columns] = architecture }
}
/bytes spill stores/ {
  match($0, /[0-9]+ bytes spill stores/); spilled = substr($0, RSTART) + 0
  match($0, /[0-9]+ bytes spill loads/); spilled += substr($0, RSTART) + 0
}
/Used [0-9]+ registers/ {
  match($0, /Used [0-9]+/); cell = substr($0, RSTART + 5, RLENGTH - 5)
  if (match($0, /[0-9]+ bytes smem/)) cell = cell ", shared " (substr($0, RSTART) + 0)
  if (spilled > 0) { cell = cell ", SPILLS " spilled; total += spilled }
  cells[kernel, architecture] = cell
}
END {
  printf "| registers a thread |"
  for (c = 1; c <= columns; c++) printf " %s |", architectures[c]
  printf "\n| --- |"
  for (c = 1; c <= columns; c++) printf " --- |"
  printf "\n"
  for (r = 1; r <= rows; r++) {
    printf "| `%s` |", kernels[r]
    for (c = 1; c <= columns; c++) printf " %s |", cells[kernels[r], architectures[c]]
    printf "\n"
  }
  printf "\nSpilled: %d bytes.\n", total
  exit total > 0
}
