"""The host's own ChatonsInfos files: how they are made (`own.yaml`), what staff are asked, their addresses."""
