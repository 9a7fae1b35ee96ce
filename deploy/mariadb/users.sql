-- Three users for one database: who changes tables, who reads and writes rows, who only reads (copies, statistics).
-- Once, as root:   sed -e 's/OWNER_PASSWORD/…/; s/APP_PASSWORD/…/; s/READ_PASSWORD/…/' deploy/mariadb/users.sql | mariadb
-- Other hosts than this one: replace 127.0.0.1 by their address, never by %; add REQUIRE SSL behind IDENTIFIED BY '…'.
CREATE DATABASE IF NOT EXISTS aicmr CHARACTER SET utf8mb4;

-- `manage.py migrate` and `restore` alone (owner_url).
CREATE USER IF NOT EXISTS aicmr_owner@127.0.0.1 IDENTIFIED BY 'OWNER_PASSWORD';
GRANT ALL PRIVILEGES ON aicmr.* TO aicmr_owner@127.0.0.1;

-- Web servers, workers and beat (database_url): rows, no tables.
CREATE USER IF NOT EXISTS aicmr@127.0.0.1 IDENTIFIED BY 'APP_PASSWORD';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE TEMPORARY TABLES ON aicmr.* TO aicmr@127.0.0.1;

-- DATABASE_REPLICA_URL, and people with a question.
CREATE USER IF NOT EXISTS aicmr_read@127.0.0.1 IDENTIFIED BY 'READ_PASSWORD';
GRANT SELECT ON aicmr.* TO aicmr_read@127.0.0.1;
