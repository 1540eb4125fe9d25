# Refuses what Graft cannot be built for, in a line. Arguments: uname -s, uname -m, what `ldd --version` says, the folder of the
# checkout.
case "$1" in
  Linux) ;;
  MINGW* | MSYS* | CYGWIN*) found="Windows: use WSL2 (wsl --install), where it sees an NVIDIA GPU too" ;;
  *) found="$1: use a machine or a container with Linux for x86-64" ;;
esac
if [ -z "$found" ] && [ "$2" != x86_64 ]; then
  found="Linux for $2, which JCuda has no native libraries for: use a machine for x86-64"
fi
case "$found$3" in
  musl*) found="Linux with musl (Alpine): use a container with glibc, such as Debian's or Ubuntu's" ;;
esac
if [ -n "$found" ]; then
  echo "graft: builds on Linux for x86-64 with glibc, and this is $found" >&2
  exit 1
fi
case "$4" in
  *[[:space:]:%\#\$\'\"\\]*)
    echo "graft: make cannot build in the folder '$4': move it to one whose path has letters, digits and . _ - + alone" >&2
    exit 1
    ;;
esac
