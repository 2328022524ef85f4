using System.Security.Cryptography;
using System.Xml.Linq;
using Dapper;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;

namespace UnifiedInbox.Database;

/// <summary>
/// ASP.NET Core's keys for cookies and form tokens, in the database, so that they survive a restart and are shared by all
/// nodes; encrypted with <c>SECRET_KEY</c>.
/// </summary>
internal sealed partial class DataProtectionKeys(Db db, SecretBox box, ILogger<DataProtectionKeys> log)
    : IXmlRepository, IConfigureOptions<KeyManagementOptions>
{
    private const string Purpose = "data-protection";

    private const string List = "SELECT id, xml FROM data_protection_keys ORDER BY created_at";

    private const string Store = """
        INSERT INTO data_protection_keys (id, xml)
        VALUES (@id, @xml)
        ON CONFLICT (id) DO UPDATE SET xml = excluded.xml
        """;

    public void Configure(KeyManagementOptions options) => options.XmlRepository = this;

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var connection = db.Source.OpenConnection();
        return [.. connection.Query<(string Id, string Xml)>(List).Select(row => Open(row.Id, row.Xml)).OfType<XElement>()];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var connection = db.Source.OpenConnection();
        var xml = box.Encrypt(element.ToString(SaveOptions.DisableFormatting), Purpose);
        connection.Execute(Store, new { id = friendlyName, xml });
    }

    /// <summary>A key from before SECRET_KEY was changed is of no use: whoever held a form open has to load it again.</summary>
    private XElement? Open(string id, string xml)
    {
        try
        {
            return XElement.Parse(box.Decrypt(xml, Purpose));
        }
        catch (CryptographicException)
        {
            LogUnreadable(id);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Data-protection key {Id} was written with another SECRET_KEY and is passed over")]
    private partial void LogUnreadable(string id);
}
