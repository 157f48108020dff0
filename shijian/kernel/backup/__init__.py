"""Backups that the server itself cannot read, and their way back into an empty place.

seal        streams encrypted to a recipient: a key pair that a passphrase gives
passphrases passphrases from the environment, a file or the terminal
rows        rows of a table in words that both databases share
snapshot    one consistent look at the database while others write
dump, load  the whole database as one stream, out and in
uploads     files by content, only new ones
sets        the folder of one backup; rotation
place       where this installation keeps what it needs for backups
make        the way out; `restore` the way back; `compare` what differs, in words
schedule    when the next one is due, and the alarm when it is missing
"""
