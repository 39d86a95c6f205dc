"""Every write of the desk: `requests` decide, `outbox` brings decisions to the servers, `linking` proves ownership."""
