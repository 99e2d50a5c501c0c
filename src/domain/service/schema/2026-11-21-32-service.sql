-- Tasks and services: what the body does for people, and what that rests on.
CREATE TABLE service (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    ref INTEGER NOT NULL,              -- running number within the body: TJ-9
    version INTEGER NOT NULL,
    state TEXT NOT NULL,               -- active, ended
    name TEXT NOT NULL,
    description TEXT,                  -- Markdown
    owner_id INTEGER REFERENCES person (id), -- line manager: owns its risks
    tolerates_hours INTEGER,           -- how long it can be gone before people come to harm or rights are lost
    own_confidentiality INTEGER,       -- lowest need whatever the information says, 1 to 4
    own_integrity INTEGER,
    own_availability INTEGER,
    confidentiality INTEGER,           -- highest of its own and of its information types
    integrity INTEGER,
    availability INTEGER,
    template TEXT,                     -- id in the starter set it came from
    created_at INTEGER NOT NULL,
    created_by INTEGER,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER,
    deleted_at INTEGER,
    UNIQUE (organisation_id, ref)
) STRICT;
CREATE INDEX service_owner ON service (owner_id);
CREATE TABLE service_information_type (
    service_id INTEGER NOT NULL REFERENCES service (id),
    information_type_id INTEGER NOT NULL REFERENCES information_type (id),
    PRIMARY KEY (service_id, information_type_id)
) STRICT;
CREATE INDEX service_information_type_back ON service_information_type (information_type_id);
CREATE TABLE service_system (
    service_id INTEGER NOT NULL REFERENCES service (id),
    system_id INTEGER NOT NULL REFERENCES system (id),
    PRIMARY KEY (service_id, system_id)
) STRICT;
CREATE INDEX service_system_back ON service_system (system_id);
CREATE TABLE service_supplier (
    service_id INTEGER NOT NULL REFERENCES service (id),
    supplier_id INTEGER NOT NULL REFERENCES supplier (id),
    PRIMARY KEY (service_id, supplier_id)
) STRICT;
CREATE INDEX service_supplier_back ON service_supplier (supplier_id);
