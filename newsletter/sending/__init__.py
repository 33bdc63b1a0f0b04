"""The sending engine: the database is the queue, Celery only wakes.

mailings    what officers do: start, pause, resume, cancel, decide about what is in doubt
message     one mail built once, personal parts put in
connection  SMTP, step by step; transports: SMTP, files, console
queue       claims and results, one transaction a turn; take_back after a death
engine      the process that sends, over several connections
verp        return paths that nobody can forge; bounces: what came back
"""
