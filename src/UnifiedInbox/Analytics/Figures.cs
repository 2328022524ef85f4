using System.Text.Json.Serialization;

namespace UnifiedInbox.Analytics;

/// <summary>How long something took: the mean and the median in seconds, null where there was none.</summary>
public sealed record Durations(long Count, double? AverageSeconds, double? MedianSeconds)
{
    public static readonly Durations None = new(0, null, null);
}

/// <summary>Messages a person outside has exchanged with us; <see cref="Preferred"/> is the channel they write on most.</summary>
public sealed record ActiveMember(Guid Id, string Name, long Messages, long Inbound, long Outbound, string? Preferred);

/// <summary>What one of the team did. <see cref="Id"/> null = nobody: programs, and conversations without an assignee.</summary>
public sealed record AgentFigures(Guid? Id, string Name, long Inbound, long Outbound, double? AverageResponseSeconds, long Resolved);

public sealed record LabelFigures(Guid Id, string Name, string Colour, long Messages, double? AverageResponseSeconds, long Resolved);

public sealed record FailureReason(string Code, string? Text, long Count);

public sealed record ChannelCount([property: JsonPropertyName("channel")] string Channel, [property: JsonPropertyName("_count")] long Count);

public sealed record StatusCount([property: JsonPropertyName("status")] string Status, [property: JsonPropertyName("_count")] long Count);

/// <summary>A day of the team's zone.</summary>
public sealed record DayLoad(DateOnly Day, long Inbound, long Outbound)
{
    public long Total => Inbound + Outbound;

    /// <summary>The Monday of the week a day is in.</summary>
    public static DateOnly WeekOf(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    /// <summary>The first of the month a day is in.</summary>
    public static DateOnly MonthOf(DateOnly day) => new(day.Year, day.Month, 1);
}

/// <summary>An hour of the week: <see cref="Weekday"/> is ISO (1 = Monday); inbound messages.</summary>
public sealed record HourLoad(int Weekday, int Hour, long Inbound);

/// <summary>The figures that are compared with those of the time before.</summary>
public sealed record Totals
{
    public long Messages { get; init; }
    public long Inbound { get; init; }
    public long Outbound { get; init; }
    public long Contacts { get; init; }

    /// <summary>Outbound that left: sent, delivered or read.</summary>
    public long Left { get; init; }

    /// <summary>Of those that left, the ones after which the contact wrote within <see cref="Metrics.ReplyDays"/> days.</summary>
    public long Replied { get; init; }
    public long Delivered { get; init; }
    public long Failed { get; init; }
    public long OptOuts { get; init; }
    public Durations Response { get; init; } = Durations.None;

    /// <summary>Null where the team has set no business hours.</summary>
    public Durations? BusinessResponse { get; init; }
    public Durations Resolution { get; init; } = Durations.None;

    public double? ResponseRate => Left == 0 ? null : (double)Replied / Left;
    public double? DeliveryRate => Left + Failed == 0 ? null : (double)Delivered / (Left + Failed);
    public double? FailureRate => Left + Failed == 0 ? null : (double)Failed / (Left + Failed);
}

/// <summary>Everything the page shows and the API answers.</summary>
public sealed record Figures
{
    public required Totals Totals { get; init; }
    public Totals? Previous { get; init; }
    public required IReadOnlyList<ChannelCount> ByChannel { get; init; }
    public required IReadOnlyList<StatusCount> ByStatus { get; init; }
    public required IReadOnlyList<DayLoad> Days { get; init; }
    public required IReadOnlyList<HourLoad> Hours { get; init; }
    public required IReadOnlyList<AgentFigures> Agents { get; init; }
    public required IReadOnlyList<LabelFigures> Labels { get; init; }
    public required IReadOnlyList<FailureReason> Failures { get; init; }
    public required IReadOnlyList<ActiveMember> Members { get; init; }

    /// <summary>Contacts by the channel they write on most.</summary>
    public required IReadOnlyList<ChannelCount> Preferences { get; init; }

    /// <summary>False while the past is being counted: figures are right all the same, they only take longer.</summary>
    public required bool IsCounted { get; init; }

    /// <summary>Load by the week it falls in; the day is its Monday.</summary>
    public IEnumerable<DayLoad> Weeks => Sum(DayLoad.WeekOf);

    /// <summary>Load by month; the day is its first.</summary>
    public IEnumerable<DayLoad> Months => Sum(DayLoad.MonthOf);

    private IEnumerable<DayLoad> Sum(Func<DateOnly, DateOnly> of) =>
        Days.GroupBy(day => of(day.Day)).Select(group => new DayLoad(group.Key, group.Sum(day => day.Inbound), group.Sum(day => day.Outbound)));
}
