"""Following in the forum: topics, boards, tags, services of bug reports; and who is told of what is written there."""
