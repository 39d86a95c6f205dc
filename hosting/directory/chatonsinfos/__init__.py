"""Property files of ChatonsInfos: what the format is (`format.yaml`), reading, checking and writing them."""
