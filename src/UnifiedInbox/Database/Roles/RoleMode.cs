namespace UnifiedInbox.Database.Roles;

/// <summary>How the sessions of the app's pools get their role.</summary>
internal enum RoleMode
{
    /// <summary>They sign in as roles of their own and can be nothing else: row level security holds whatever they send.</summary>
    Login,

    /// <summary>
    /// They sign in as the owner and start in their role (<c>options=-c role=…</c>), where no login could be made. A session could go back
    /// to the owner if it sent <c>RESET ROLE</c>; nothing of the app does.
    /// </summary>
    Option,

    /// <summary>As the owner, where there are no roles at all, or behind a transaction pooler. The portal is closed then.</summary>
    Owner,
}
