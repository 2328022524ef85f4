namespace UnifiedInbox.Database.Embedded;

/// <summary>The server's settings: written at every start, so that a new version of the program brings its own.</summary>
internal static class ClusterSettings
{
    public const string FileName = "unified-inbox.conf";

    /// <param name="socketFolder">A folder only the server's account can enter: being able to connect is being allowed to.</param>
    /// <param name="port">The TCP port on the loopback address, or null for the socket only.</param>
    /// <param name="disposable">For tests: what a crash of the machine loses is of no interest.</param>
    public static string Text(string socketFolder, int? port, bool disposable) => $"""
        # Written by Unified Inbox at every start. Your own settings go into postgresql.conf, below the include line.
        listen_addresses = '{(port is null ? "" : "127.0.0.1")}'
        port = {port ?? 5432}
        unix_socket_directories = '{(port is null ? socketFolder.Replace("'", "''", StringComparison.Ordinal) : "")}'
        unix_socket_permissions = 0700
        max_connections = {(disposable ? 300 : 100)}
        shared_buffers = {(disposable ? "64MB" : "128MB")}
        effective_cache_size = 1GB
        work_mem = 8MB
        maintenance_work_mem = 64MB
        max_wal_size = 1GB
        wal_compression = on
        # The statements are short and many: compiling them costs more than it saves.
        jit = off
        # An open write transaction holds back the change feed of everyone.
        idle_in_transaction_session_timeout = 60s
        timezone = 'UTC'
        log_timezone = 'UTC'
        logging_collector = {(disposable ? "off" : "on")}
        log_directory = '../log'
        log_filename = 'postgres-%a.log'
        log_truncate_on_rotation = on
        log_rotation_age = 1d
        log_rotation_size = 0
        # Statements hold addresses and message text, which no log may.
        log_min_error_statement = panic
        log_min_duration_statement = -1
        log_parameter_max_length_on_error = 0
        log_error_verbosity = terse
        fsync = {OnOff(!disposable)}
        synchronous_commit = {OnOff(!disposable)}
        full_page_writes = {OnOff(!disposable)}

        """;

    private static string OnOff(bool value) => value ? "on" : "off";
}
