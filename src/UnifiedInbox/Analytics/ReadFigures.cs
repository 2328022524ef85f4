using System.Data;
using Dapper;
using Npgsql;
using UnifiedInbox.Accounts;
using UnifiedInbox.Database;

namespace UnifiedInbox.Analytics;

/// <summary>All figures of a range as of one moment, of the inboxes the caller may use.</summary>
internal sealed class ReadFigures(Db db, CatchUp catchUp, MemberFigures memberFigures)
{
    /// <summary>What a request may spend on counting what is pending before it asks; what is left then is read from the messages.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private const string Names = """
        SELECT id, name, '' AS colour FROM users WHERE id = ANY (@users)
         UNION ALL
        SELECT id, name::text, colour FROM labels WHERE id = ANY (@labels)
        """;

    public async Task<Figures> RunAsync(Caller caller, FigureFilter filter, CancellationToken ct)
    {
        var counted = await catchUp.RunAsync(Patience, ct);
        var (zone, business) = await catchUp.BasisAsync(ct);
        return await db.UseAsync(connection => ReadAsync(connection, caller, filter, zone, business, counted, ct), ct);
    }

    private async Task<Figures> ReadAsync(NpgsqlConnection connection, Caller caller, FigureFilter filter, string zone, string? business, bool counted, CancellationToken ct)
    {
        // One snapshot: no figure is of another moment than the one beside it.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var inboxes = (await connection.QueryAsync<Guid>(new CommandDefinition(FigureSql.Inboxes, new { userId = caller.UserId }, cancellationToken: ct))).ToArray();
        var asked = new Asked(connection, filter, inboxes, zone, business, ct);
        await asked.PlanAsync(FigureSql.ByIndex);
        var cells = await asked.ListAsync<Cell>(FigureSql.Cells);
        var durations = await asked.ListAsync<DurationCell>(FigureSql.DurationCells);
        var load = await asked.ListAsync<LoadRow>(FigureSql.Load);
        var members = await memberFigures.RunAsync(filter, inboxes, cells.Sum(cell => cell.N), () => MembersAsync(asked));
        var names = (await connection.QueryAsync<Named>(new CommandDefinition(Names, new
        {
            users = cells.Select(cell => cell.AgentId).Concat(durations.Select(cell => cell.AgentId)).OfType<Guid>().Distinct().ToArray(),
            labels = cells.SelectMany(cell => cell.Labels).Concat(durations.SelectMany(cell => cell.Labels ?? [])).Distinct().ToArray(),
        }, cancellationToken: ct))).ToDictionary(row => row.Id);
        return new Figures
        {
            Totals = await TotalsAsync(asked, cells, durations),
            Previous = filter.Previous is { } previous ? await PreviousAsync(asked with { Filter = previous }) : null,
            ByChannel = [.. cells.GroupBy(cell => cell.Channel).Select(group => new ChannelCount(group.Key, group.Sum(cell => cell.N))).OrderByDescending(row => row.Count)],
            ByStatus = [.. cells.GroupBy(cell => cell.Status).Select(group => new StatusCount(group.Key, group.Sum(cell => cell.N))).OrderByDescending(row => row.Count)],
            Days = [.. load.Where(row => row.Day is not null).OrderBy(row => row.Day).Select(row => new DayLoad(row.Day!.Value, row.Inbound, row.Outbound))],
            Hours = [.. load.Where(row => row.Day is null).OrderBy(row => (row.Weekday, row.Hour)).Select(row => new HourLoad(row.Weekday!.Value, row.Hour!.Value, row.Inbound))],
            Agents = ByAgent(cells, durations, names),
            Labels = ByLabel(cells, durations, names),
            Failures = await FailuresAsync(asked, cells),
            Members = [.. members.Where(row => row.Id is not null).Select(row => new ActiveMember(row.Id!.Value, row.Name!, row.Messages, row.Inbound!.Value, row.Outbound!.Value, row.Preferred))],
            Preferences = [.. members.Where(row => row.Id is null).Select(row => new ChannelCount(row.Preferred!, row.Messages))],
            IsCounted = counted,
        };
    }

    private static async Task<List<MemberRow>> MembersAsync(Asked asked)
    {
        if (asked.Filter is { AgentId: null, LabelId: null }) return await asked.ListAsync<MemberRow>(FigureSql.Members);
        await asked.PlanAsync(FigureSql.ByCost);
        var rows = await asked.ListAsync<MemberRow>(asked.Filter.LabelId is null ? FigureSql.AgentMembers : FigureSql.LabelMembers);
        await asked.PlanAsync(FigureSql.ByIndex);
        return rows;
    }

    private static async Task<Totals> PreviousAsync(Asked asked) =>
        await TotalsAsync(asked, await asked.ListAsync<Cell>(FigureSql.Cells), await asked.ListAsync<DurationCell>(FigureSql.DurationCells));

    private static async Task<Totals> TotalsAsync(Asked asked, List<Cell> cells, List<DurationCell> durations) => new()
    {
        Messages = cells.Sum(cell => cell.N),
        Inbound = cells.Where(cell => cell.Direction == "inbound").Sum(cell => cell.N),
        Outbound = cells.Where(cell => cell.Direction == "outbound").Sum(cell => cell.N),
        Contacts = await asked.CountAsync(FigureSql.Contacts),
        Left = cells.Where(cell => cell is { Direction: "outbound", Status: "sent" or "delivered" or "read" }).Sum(cell => cell.N),
        Replied = cells.Sum(cell => cell.Replied),
        Delivered = cells.Where(cell => cell is { Direction: "outbound", Status: "delivered" or "read" }).Sum(cell => cell.N),
        Failed = cells.Where(cell => cell is { Direction: "outbound", Status: "failed" }).Sum(cell => cell.N),
        OptOuts = await asked.CountAsync(FigureSql.OptOuts),
        Response = await OfKindAsync(asked, durations, "response"),
        BusinessResponse = asked.Business is null ? null : await OfKindAsync(asked, durations, "business_response"),
        Resolution = await OfKindAsync(asked, durations, "resolution"),
    };

    private static async Task<Durations> OfKindAsync(Asked asked, List<DurationCell> cells, string kind)
    {
        var bins = cells.Where(cell => cell.Kind == kind && cell.Bin is not null).OrderBy(cell => cell.Bin).ToList();
        var count = bins.Sum(bin => bin.N);
        if (count == 0) return Durations.None;
        // With an even number the median is the middle between two, which nearly always lie in one bin.
        var middle = await AtAsync(asked, bins, kind, (count - 1) / 2, count % 2 == 1 ? 1 : 2);
        return new Durations(count, bins.Sum(bin => bin.Seconds) / count, middle.Average());
    }

    /// <summary>The <paramref name="n"/>th value in order, and the one behind it where two are wanted.</summary>
    private static async Task<List<double>> AtAsync(Asked asked, List<DurationCell> bins, string kind, long n, int wanted)
    {
        var found = new List<double>();
        foreach (var bin in bins)
        {
            if (n < bin.N) found.AddRange(await asked.InBinAsync(kind, bin.Bin!.Value, n, wanted - found.Count));
            if (found.Count == wanted) return found;
            n = found.Count > 0 ? 0 : n - bin.N;
        }
        throw new InvalidOperationException("There are fewer durations than were counted.");
    }

    private static List<AgentFigures> ByAgent(List<Cell> cells, List<DurationCell> durations, Dictionary<Guid, Named> names)
    {
        var times = durations.Where(cell => cell.Bin is null).ToLookup(cell => cell.AgentId);
        return [.. cells.Select(cell => cell.AgentId).Concat(durations.Where(cell => cell.Bin is null).Select(cell => cell.AgentId)).Distinct()
            .Select(id => new AgentFigures(
                id,
                id is null ? "Nobody" : names.GetValueOrDefault(id.Value)?.Name ?? "Someone who left",
                cells.Where(cell => cell.AgentId == id && cell.Direction == "inbound").Sum(cell => cell.N),
                cells.Where(cell => cell.AgentId == id && cell.Direction == "outbound").Sum(cell => cell.N),
                Average(times[id]),
                times[id].Where(cell => cell.Kind == "resolution").Sum(cell => cell.N)))
            .OrderBy(row => row.Id is null).ThenByDescending(row => row.Outbound).ThenBy(row => row.Name, StringComparer.Ordinal)];
    }

    private static List<LabelFigures> ByLabel(List<Cell> cells, List<DurationCell> durations, Dictionary<Guid, Named> names) =>
    [
        .. cells.SelectMany(cell => cell.Labels).Concat(durations.SelectMany(cell => cell.Labels ?? [])).Distinct().Where(names.ContainsKey)
            .Select(id => new LabelFigures(
                id,
                names[id].Name,
                names[id].Colour,
                cells.Where(cell => cell.Labels.Contains(id)).Sum(cell => cell.N),
                Average(durations.Where(cell => cell.Labels?.Contains(id) == true)),
                durations.Where(cell => cell.Kind == "resolution" && cell.Labels?.Contains(id) == true).Sum(cell => cell.N)))
            .OrderByDescending(row => row.Messages).ThenBy(row => row.Name, StringComparer.Ordinal),
    ];

    private static double? Average(IEnumerable<DurationCell> cells)
    {
        var responses = cells.Where(cell => cell.Kind == "response").ToList();
        return responses.Count == 0 ? null : responses.Sum(cell => cell.Seconds) / responses.Sum(cell => cell.N);
    }

    private static async Task<List<FailureReason>> FailuresAsync(Asked asked, List<Cell> cells)
    {
        var top = cells.Where(cell => cell.Status == "failed").GroupBy(cell => cell.ErrorCode)
            .Select(group => (Code: group.Key, Count: group.Sum(cell => cell.N))).OrderByDescending(reason => reason.Count).Take(10).ToList();
        if (top.Count == 0) return [];
        var texts = (await asked.Connection.QueryAsync<(string Code, string? Text)>(new CommandDefinition(
            FigureSql.FailureTexts, new { codes = top.Select(reason => reason.Code).ToArray() }, cancellationToken: asked.Ct))).ToDictionary(row => row.Code, row => row.Text);
        return [.. top.Select(reason => new FailureReason(reason.Code, texts.GetValueOrDefault(reason.Code), reason.Count))];
    }

    /// <summary>One range's questions over one connection.</summary>
    private sealed record Asked(NpgsqlConnection Connection, FigureFilter Filter, Guid[] Inboxes, string Zone, string? Business, CancellationToken Ct)
    {
        public Task PlanAsync(string how) => Connection.ExecuteAsync(new CommandDefinition(how, cancellationToken: Ct));

        public async Task<List<T>> ListAsync<T>(string sql) => (await Connection.QueryAsync<T>(new CommandDefinition(sql, Parameters(), cancellationToken: Ct))).AsList();

        public Task<long> CountAsync(string sql) => Connection.ExecuteScalarAsync<long>(new CommandDefinition(sql, Parameters(), cancellationToken: Ct));

        public Task<IEnumerable<double>> InBinAsync(string kind, short bin, long skip, int take) =>
            Connection.QueryAsync<double>(new CommandDefinition(FigureSql.InBin, Parameters(kind, bin, skip, take), cancellationToken: Ct));

        private object Parameters(string kind = "", short bin = 0, long skip = 0, int take = 0) => new
        {
            from = Filter.Low,
            to = Filter.High,
            zone = Zone,
            business = Business,
            inboxes = Inboxes,
            channel = Filter.Channel,
            agentId = Filter.AgentId,
            labelId = Filter.LabelId,
            kind,
            bin,
            skip,
            take,
        };
    }

    private sealed record Cell
    {
        public string Channel { get; init; } = "";
        public string Direction { get; init; } = "";
        public string Status { get; init; } = "";
        public string ErrorCode { get; init; } = "";
        public Guid? AgentId { get; init; }
        public Guid[] Labels { get; init; } = [];
        public long N { get; init; }
        public long Replied { get; init; }
    }

    private sealed record DurationCell
    {
        public string Kind { get; init; } = "";
        public Guid? AgentId { get; init; }
        public Guid[]? Labels { get; init; }

        /// <summary>Null in the sums by agent and labels.</summary>
        public short? Bin { get; init; }
        public long N { get; init; }
        public double Seconds { get; init; }
    }

    private sealed record LoadRow
    {
        public DateOnly? Day { get; init; }
        public int? Weekday { get; init; }
        public int? Hour { get; init; }
        public long Inbound { get; init; }
        public long Outbound { get; init; }
    }

    private sealed record Named
    {
        public Guid Id { get; init; }
        public string Name { get; init; } = "";
        public string Colour { get; init; } = "";
    }
}
