-- What a feed says of the use of an article (RSL): it must be known when the article is read, and read again.

ALTER TABLE url ADD COLUMN rsl TEXT;; -- a line for each pattern: /path permits USAGES; prohibits USAGES
