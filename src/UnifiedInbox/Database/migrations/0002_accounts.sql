-- People who sign in, and every way they prove who they are.

CREATE TABLE users (
    id                  uuid PRIMARY KEY,
    email               citext NOT NULL UNIQUE,
    email_confirmed_at  timestamptz,
    name                text NOT NULL,
    password_hash       text,
    role                text NOT NULL CHECK (role IN ('admin', 'agent', 'member')),
    contact_id          uuid,                      -- the contact a member is
    security_stamp      text NOT NULL,
    concurrency_stamp   text NOT NULL,
    two_factor_enabled  boolean NOT NULL DEFAULT false,
    authenticator_key   text,                      -- encrypted with SECRET_KEY
    recovery_codes      text,                      -- hashes, separated by ';'
    totp_last_code      text,                      -- hash; a code signs in once
    time_zone           text,                      -- IANA; null = the browser's
    preferences         jsonb NOT NULL DEFAULT '{}', -- theme, notifications: see Notifications/NotificationPreferences
    deactivated_at      timestamptz,
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE sessions (
    id           uuid PRIMARY KEY,
    user_id      uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    token_hash   bytea NOT NULL UNIQUE,            -- SHA-256 of the token; the token itself is 256 random bits
    user_agent   text,
    ip           text,
    created_at   timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id, last_seen_at DESC);

-- Wrong passwords by address, whether anybody has it or not, so that a lockout does not tell.
CREATE TABLE sign_in_failures (
    email_hash   bytea PRIMARY KEY,
    failures     int NOT NULL,
    locked_until timestamptz,
    updated_at   timestamptz NOT NULL
);
CREATE INDEX sign_in_failures_updated ON sign_in_failures (updated_at);

CREATE TABLE api_tokens (
    id           uuid PRIMARY KEY,
    user_id      uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    name         text NOT NULL,
    token_hash   bytea NOT NULL UNIQUE,
    prefix       text NOT NULL,                    -- the first characters, to recognise it by
    created_at   timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz,
    expires_at   timestamptz
);

-- Links that work once: an invitation, a forgotten password, a changed email address.
CREATE TABLE account_links (
    id         uuid PRIMARY KEY,
    kind       text NOT NULL CHECK (kind IN ('invitation', 'password_reset', 'email_change')),
    token_hash bytea NOT NULL UNIQUE,
    user_id    uuid REFERENCES users ON DELETE CASCADE,
    email      citext,
    role       text CHECK (role IN ('admin', 'agent')),
    created_by uuid REFERENCES users ON DELETE SET NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);

CREATE TABLE passkeys (
    credential_id bytea PRIMARY KEY,
    user_id       uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    name          text NOT NULL,
    data          jsonb NOT NULL,                  -- public key, counter, flags as ASP.NET Core Identity gives them
    created_at    timestamptz NOT NULL DEFAULT now(),
    last_used_at  timestamptz
);
CREATE INDEX passkeys_user ON passkeys (user_id);

CREATE TABLE idempotency_keys (
    owner        uuid NOT NULL,                    -- the session's or token's user
    key          text NOT NULL,
    request_hash bytea NOT NULL,
    result_id    uuid NOT NULL,                    -- the id what is made will get: a second run after a crash makes the same
    status       int,                              -- null while the first request is still under way
    body         text,
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (owner, key)
);
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);
