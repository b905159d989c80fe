-- Words by which a company's staff finds persons, each as a blind index.
CREATE TABLE person_word (
    tenant_id INTEGER NOT NULL,
    word_index BLOB NOT NULL,
    person_id INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, word_index, person_id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX person_word_by_person ON person_word (tenant_id, person_id);
