#!/bin/sh
# The trips of docs/round-trips.md:   sh examples/round-trips/run.sh MNIST-FOLDER NEW-FOLDER
#
# Graft is target/graft (make), or what GRAFT names. TORCH and KERAS name a Python with PyTorch and ONNX Runtime, and one with
# Keras; python3 by default. A framework that is not there is left out, and so is ONNX Runtime.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
graft=${GRAFT:-$here/../../target/graft}
torch=${TORCH:-python3}
keras=${KERAS:-python3}
mnist=$(cd "$1" && pwd)
kept=$here/../../src/test/resources/graft/exchange/onnx
mkdir "$2"
cd "$2"
: >table

# say COMMAND...: prints a command as one would type it, and of what it says what a trip is about.
say() {
  echo "\$ $*" | sed "s|$graft|graft|; s|$torch |python |; s|$keras |python |; s|$kept/||g; s|$here/||g; s|$mnist|MNIST|g"
  "$@" >printed 2>said || { cat printed said >&2; exit 1; }
  grep -E "^(inference|parameters|written|weights are)|: (trained|largest|[0-9,]+ parameters)" printed
}

# judge FRAMEWORK LOGITS FILE: in the framework, or, of an ONNX file, in ONNX Runtime; adds a row to the table.
judge() {
  case $1 in
    keras) $with_keras && say "$keras" "$here/keras_cnn.py" judge "$mnist" "$2" "$3" || return 0 ;;
    torch) $with_torch && say "$torch" "$here/pytorch_cnn.py" judge "$mnist" "$2" "$3" || return 0 ;;
    onnx) $with_runtime && say "$torch" "$here/pytorch_cnn.py" judge "$mnist" "$2" "$3" || return 0 ;;
    *) $with_runtime && say "$torch" "$here/graphs.py" judge "$2" "$3" || return 0 ;;
  esac
  by=$(sed 's/:.*//' printed)
  away=$(sed 's/.* of [^ ]* (\([^)]*\)).*/\1/' printed)
  echo "| \`$came\` | \`$3\` | $by | $away | $before -> $after |" >>table
}

# grow NAME "NODES TO DEEPEN" FILE OPTION...: in, wider, deeper.
grow() {
  name=$1 nodes=$2 came=${3##*/}
  shift 2
  echo
  say "$graft" import "$@" --pixels 0..1 -o "$name-in.safetensors"
  say "$graft" widen "$name-in.safetensors" all=1.5x -o "$name-wide.safetensors"
  before=$(sed -n 's/^parameters *\(.*\) -> .*/\1/p' printed)
  # shellcheck disable=SC2086
  say "$graft" deepen "$name-wide.safetensors" $nodes -o "$name-deep.safetensors"
  after=$(sed -n 's/^parameters.* -> //p' printed)
}

# out NAME LOGITS: what came in and grew goes out for each framework.
out() {
  say "$graft" export "$1-deep.safetensors" --to pytorch -o "$1-torch.safetensors"
  judge torch "$2" "$1-torch.safetensors"
  say "$graft" export "$1-deep.safetensors" --to keras -o "$1-keras.h5"
  judge keras "$2" "$1-keras.h5"
  say "$graft" export "$1-deep.safetensors" -o "$1-onnx.onnx"
  judge onnx "$2" "$1-onnx.onnx"
}

has() { "$1" -c "import $2" >said 2>&1; }
has "$torch" torch && with_torch=true || with_torch=false
has "$torch" onnxruntime && with_runtime=true || with_runtime=false
has "$keras" keras && with_keras=true || with_keras=false

if $with_torch; then
  say "$torch" "$here/pytorch_cnn.py" make "$mnist"
  grow state "down fc1" torch.safetensors --network "$here/pytorch.yaml"
  out state torch-logits.npy
  # The control: drawn weights do not keep the function, which the judge has to see.
  echo
  say "$graft" widen state-in.safetensors all=1.5x --units random-pad -o drawn.safetensors
  after=$(sed -n 's/^parameters.* -> //p' printed)
  say "$graft" export drawn.safetensors --to pytorch -o drawn-torch.safetensors
  judge torch torch-logits.npy drawn-torch.safetensors
  for graph in torch torch-script; do
    if [ -f $graph.onnx ]; then
      grow $graph "down fc1" $graph.onnx
      out $graph torch-logits.npy
    fi
  done
fi
if $with_keras; then
  say "$keras" "$here/keras_cnn.py" make "$mnist"
  grow keras3 "conv2d_3 dense" keras.keras
  out keras3 keras-logits.npy
  grow keras2 "conv2d_3 dense" keras.h5
  out keras2 keras-logits.npy
  grow weights "conv4 fc1" keras.weights.h5 --network "$here/keras.yaml"
  out weights keras-logits.npy
fi
# A graph in tf2onnx' way, which is kept for the tests.
grow graph "branch" "$kept/tensorflow-colour.onnx"
say "$graft" export graph-deep.safetensors -o graph-onnx.onnx
judge graphs "$kept/tensorflow-colour.onnx" graph-onnx.onnx
rm printed said

echo
echo "| came in | went out, wider and deeper | judge | largest difference of a logit, of the largest | parameters |"
echo "| --- | --- | --- | --- | --- |"
cat table
