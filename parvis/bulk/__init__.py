"""Past one machine: pages out of files, shards made of files by many processes, shards into one archive."""
