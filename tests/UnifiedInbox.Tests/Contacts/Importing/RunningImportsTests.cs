using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using UnifiedInbox.Tests.Messages;
using static UnifiedInbox.Tests.Web.ProductProcess;

namespace UnifiedInbox.Tests.Contacts.Importing;

/// <summary>Imports that are stopped, killed, wanted by two nodes, or in the way of somebody who writes.</summary>
public sealed class RunningImportsTests : IAsyncLifetime
{
    private readonly TestDatabase database = new();

    public Task InitializeAsync() => database.InitializeAsync();

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task A_killed_import_goes_on_where_it_stood_and_nothing_is_in_twice()
    {
        const int Rows = 6000;
        var data = Directory.CreateTempSubdirectory("import-killed-");
        var port = FreePort();
        var program = await StartAsync(data.FullName, port);
        try
        {
            using var api = new HttpClient { BaseAddress = new Uri($"http://localhost:{port}") };
            var session = await (await api.PostAsJsonAsync("/api/auth/sign-up", new { email = $"killed-{port}@example.com", password = "SecurePassword123", name = "Admin" })).Content.ReadFromJsonAsync<JsonElement>();
            api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.Text("token"));
            var answer = await api.PostListAsync(Encoding.UTF8.GetBytes("name,phone\n" + string.Concat(Enumerable.Range(0, Rows).Select(i => $"P {i},+1415{5_000_000 + i}\n"))));
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            var id = (await answer.Content.ReadFromJsonAsync<JsonElement>()).Text("id")!;
            for (var round = 1; round <= 2; round++)
            {
                var enough = Rows / 4 * round;
                await Eventually.TrueAsync(async () => await database.Db.FindAsync<long>("SELECT rows_done FROM contact_imports", null, default) >= enough, "some rows are in", seconds: 60);
                program.Kill(); // SIGKILL
                await program.WaitForExitAsync();
                Assert.Equal("running", await database.Db.FindAsync<string>("SELECT status FROM contact_imports", null, default));
                program.Dispose();
                program = await StartAsync(data.FullName, port);
            }
            Assert.Equal((Rows, 0, 0, 0), (await api.EndOfAsync(id, seconds: 120)).Counts());
            Assert.Equal(Rows, await CountAsync("contacts"));
            Assert.Equal(Rows, await CountAsync("contact_import_rows"));
            Assert.Empty(Directory.EnumerateFiles(Path.Combine(data.FullName, "imports")));
            await StopAsync(program);
        }
        finally
        {
            if (!program.HasExited) program.Kill();
            program.Dispose();
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Two_nodes_never_run_the_same_import()
    {
        const int Rows = 3000;
        var folder = Directory.CreateTempSubdirectory("import-shared-");
        var settings = new Dictionary<string, string?> { ["Imports__Folder"] = folder.FullName, ["Imports__BatchRows"] = "25" };
        await using (var one = await TestApp.StartAsync(database, settings))
        await using (var two = await TestApp.StartAsync(database, settings))
        {
            using var api = await one.SignUpAdminAsync($"nodes-{folder.Name}@example.com");
            var list = Encoding.UTF8.GetBytes("name,phone\n" + string.Concat(Enumerable.Range(0, Rows).Select(i => $"P {i},+1415{6_000_000 + i}\n")));
            var id = (await (await api.PostListAsync(list)).Content.ReadFromJsonAsync<JsonElement>()).Text("id")!;
            // Again and again the other node believes the one at work dead.
            await Eventually.TrueAsync(
                async () => await database.Db.ExecuteAsync("UPDATE contact_imports SET lease_until = '2000-01-01' WHERE status IN ('queued', 'running')", null, default) == 0, "the import ends", seconds: 60);
            Assert.Equal((Rows, 0, 0, 0), (await api.EndOfAsync(id)).Counts());
            Assert.Equal(Rows, await CountAsync("contacts"));
            Assert.Equal(Rows, await CountAsync("contact_import_rows"));
        }
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_cancelled_import_keeps_what_is_in_and_says_so()
    {
        await using var app = await TestApp.StartAsync(database, new Dictionary<string, string?> { ["Imports__BatchRows"] = "10" });
        using var api = await app.SignUpAdminAsync($"cancel-{app.Address.Port}@example.com");
        var list = Encoding.UTF8.GetBytes("name,phone\n" + string.Concat(Enumerable.Range(0, 30_000).Select(i => $"P {i},+1415{7_000_000 + i}\n")));
        var id = (await (await api.PostListAsync(list)).Content.ReadFromJsonAsync<JsonElement>()).Text("id")!;
        await Eventually.TrueAsync(async () => await database.Db.FindAsync<long>("SELECT rows_done FROM contact_imports", null, default) > 0, "some rows are in");
        Assert.Equal(HttpStatusCode.Accepted, (await api.DeleteAsync($"/api/contacts/imports/{id}")).StatusCode);
        var import = await api.EndOfAsync(id);
        Assert.Equal("canceled", import.Text("status"));
        Assert.Equal(await CountAsync("contacts"), import.GetProperty("created").GetInt32());
        Assert.InRange(import.GetProperty("created").GetInt32(), 1, 29_999);
    }

    [Fact]
    public async Task Who_writes_while_the_list_is_imported_is_one_contact_and_loses_no_message()
    {
        await using var desk = await CarrierDesk.StartAsync();
        var phones = Enumerable.Range(0, 120).Select(_ => CarrierDesk.NewPhone()).ToList();
        var importing = desk.Api.ImportAsync("name,phone\n" + string.Concat(phones.Select((phone, i) => $"P {i},{phone}\n")), new { existing = "fill" });
        await Parallel.ForEachAsync(phones.AsEnumerable().Reverse(), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (phone, ct) =>
            Assert.Equal(200, (await desk.Carrier.TextFromPhoneAsync(phone, CarrierDesk.OurNumber, "hello from " + phone, ct: ct)).Webhook?.Status));
        var (created, updated, skipped, refused) = (await importing).Counts();
        Assert.Equal((120, 0, 0), (created + updated, skipped, refused));
        Assert.Equal(120, await desk.App.Db.FindAsync<int>("SELECT count(*) FROM contacts WHERE name LIKE 'P %'", null, default));
        Assert.Equal(120, await desk.App.Db.FindAsync<int>("SELECT count(DISTINCT m.contact_id) FROM messages m JOIN contacts c ON c.id = m.contact_id WHERE c.name LIKE 'P %'", null, default));
    }

    private async Task<Process> StartAsync(string dataDir, int port)
    {
        var program = Start(dataDir, port, [], ("DATABASE_URL", database.ConnectionString), ("Imports__BatchRows", "10"), ("Imports__Lease", "00:00:02"), ("Accounts__ApiRequestsPerMinute", "1000000"));
        // Read, or the program stands still once the pipe is full.
        program.BeginOutputReadLine();
        program.BeginErrorReadLine();
        await AnswersAsync(port);
        return program;
    }

    private Task<int> CountAsync(string table) => database.Db.FindAsync<int>("SELECT count(*) FROM " + table, null, default);
}
