"""Reads a safetensors file of F32 tensors with nothing but Python's own library."""
import array, json, struct, sys


def read(path):
    """The metadata, and by name each tensor's shape and numbers, row-major."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, tensor in header.items():
        assert tensor["dtype"] == "F32", name
        begin, end = tensor["data_offsets"]
        tensors[name] = tensor["shape"], array.array("f", data[begin:end])
    return metadata, tensors


if __name__ == "__main__":
    metadata, tensors = read(sys.argv[1])
    print(json.dumps(json.loads(metadata["classes"])), json.loads(metadata["network"])["input"])
    for name, (shape, numbers) in tensors.items():
        print(name, shape, numbers.tobytes().hex())
