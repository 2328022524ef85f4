using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using UnifiedInbox.Database;

namespace UnifiedInbox.Accounts;

/// <summary>Passkeys, one row each; <c>data</c> is what Identity needs back to check the next signature.</summary>
internal sealed partial class UserStore : IUserPasskeyStore<User>
{
    private const string ListPasskeys = """
        SELECT credential_id,
               name,
               data::text
          FROM passkeys
         WHERE user_id = @Id
         ORDER BY created_at
        """;

    private const string FindPasskey = """
        SELECT credential_id,
               name,
               data::text
          FROM passkeys
         WHERE user_id = @Id
           AND credential_id = @credentialId
        """;

    private const string FindOwner = """
        SELECT u.id::text
          FROM passkeys p
          JOIN users u ON u.id = p.user_id
         WHERE p.credential_id = @credentialId
        """;

    /// <summary>A credential id belongs to whoever brought it first: the WHERE keeps it from moving to someone else.</summary>
    private const string SavePasskey = """
        INSERT INTO passkeys AS p (credential_id, user_id, name, data, created_at)
        VALUES (@CredentialId, @UserId, @Name, @Data::jsonb, @Now)
        ON CONFLICT (credential_id) DO UPDATE
           SET data = excluded.data,
               last_used_at = @Now
         WHERE p.user_id = excluded.user_id
        """;

    private const string DeletePasskey = "DELETE FROM passkeys WHERE user_id = @Id AND credential_id = @credentialId";

    public async Task AddOrUpdatePasskeyAsync(User user, UserPasskeyInfo passkey, CancellationToken cancellationToken)
    {
        var saved = await db.ExecuteAsync(SavePasskey, new
        {
            passkey.CredentialId,
            UserId = user.Id,
            Name = passkey.Name ?? "Passkey",
            Data = JsonSerializer.Serialize(PasskeyData.Of(passkey)),
            Now = time.GetUtcNow(),
        }, cancellationToken);
        if (saved == 0) throw new InvalidOperationException("The passkey belongs to someone else.");
    }

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(User user, CancellationToken cancellationToken) =>
        [.. (await db.ListAsync<PasskeyRow>(ListPasskeys, new { user.Id }, cancellationToken)).Select(row => row.ToInfo())];

    public async Task<User?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        await db.FindAsync<string>(FindOwner, new { credentialId }, cancellationToken) is { } id
            ? await FindByIdAsync(id, cancellationToken)
            : null;

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(User user, byte[] credentialId, CancellationToken cancellationToken) =>
        (await db.FindAsync<PasskeyRow>(FindPasskey, new { user.Id, credentialId }, cancellationToken))?.ToInfo();

    public Task RemovePasskeyAsync(User user, byte[] credentialId, CancellationToken cancellationToken) =>
        db.ExecuteAsync(DeletePasskey, new { user.Id, credentialId }, cancellationToken);

    private sealed record PasskeyData
    {
        public required byte[] PublicKey { get; init; }
        public required DateTimeOffset CreatedAt { get; init; }
        public required uint SignCount { get; init; }
        public string[]? Transports { get; init; }
        public required bool IsUserVerified { get; init; }
        public required bool IsBackupEligible { get; init; }
        public required bool IsBackedUp { get; init; }
        public required byte[] AttestationObject { get; init; }
        public required byte[] ClientDataJson { get; init; }

        public static PasskeyData Of(UserPasskeyInfo info) => new()
        {
            PublicKey = info.PublicKey,
            CreatedAt = info.CreatedAt,
            SignCount = info.SignCount,
            Transports = info.Transports,
            IsUserVerified = info.IsUserVerified,
            IsBackupEligible = info.IsBackupEligible,
            IsBackedUp = info.IsBackedUp,
            AttestationObject = info.AttestationObject,
            ClientDataJson = info.ClientDataJson,
        };
    }

    private sealed record PasskeyRow
    {
        public required byte[] CredentialId { get; init; }
        public required string Name { get; init; }
        public required string Data { get; init; }

        public UserPasskeyInfo ToInfo()
        {
            var data = JsonSerializer.Deserialize<PasskeyData>(Data)!;
            return new UserPasskeyInfo(CredentialId, data.PublicKey, data.CreatedAt, data.SignCount, data.Transports,
                data.IsUserVerified, data.IsBackupEligible, data.IsBackedUp, data.AttestationObject, data.ClientDataJson)
            {
                Name = Name,
            };
        }
    }
}
