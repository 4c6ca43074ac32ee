-- pgvector is not a trusted extension: where the owner may not make it, a superuser of the server does,
-- once: CREATE EXTENSION vector;
CREATE EXTENSION IF NOT EXISTS vector;
CREATE TABLE search_vector (
    content_id varchar(120) NOT NULL,
    lang varchar(2) NOT NULL,
    number integer NOT NULL,
    encoder varchar(60) NOT NULL,
    embedding vector NOT NULL,
    PRIMARY KEY (content_id, lang)
);
