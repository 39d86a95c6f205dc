"""`mine`: what I belong to; `joining`: ways in; `managing`: people, invitations, requests; `life`: history and end."""
