namespace UnifiedInbox.Analytics;

/// <summary>A metric, and what exactly it counts: the words of the page's help, and of docs/metrics.md.</summary>
internal sealed record Metric(string Key, string Name, string Definition);

/// <summary>One definition each. Whatever computes a metric, its drill-down and its test go by these words.</summary>
internal static class Metrics
{
    /// <summary>How long an outbound message may wait for its answer to count as answered.</summary>
    public const int ReplyDays = 7;

    public static readonly IReadOnlyList<Metric> All =
    [
        new("messages", "Messages", "Messages of every status whose place in the timeline lies in the range: inbound when the provider got them, outbound when they were handed over, or written where they have not left. Spam is not counted."),
        new("contacts", "Contacts", "Contacts added to the address book in the range; without a range all of them. The address book is the whole team's: channel, agent and label do not narrow it."),
        new("response-rate", "Response rate", "Of the outbound messages that left (sent, delivered or read), those after which the contact wrote in the same conversation within 7 days. Automatic answers and spam are no reply."),
        new("response", "First response time", "From the first inbound message nobody had answered yet to the reply, by the clock; counted when the reply left, for whoever wrote it. Replies are outbound messages that left and were written neither by a machine nor by a recurring schedule; automatic inbound mail and spam wait for nobody."),
        new("business-response", "First response time in business hours", "The same, counting only the team's business hours. Shown where they are set."),
        new("resolution", "Time to resolution", "From a conversation's first message to its being closed, for conversations that are closed now and were closed in the range; for the assignee. A conversation that was opened again counts from its last closing."),
        new("delivery", "Delivery rate", "Of the outbound messages that left or failed, those that are delivered or read. What never reports delivery stays sent and is not in it."),
        new("failure", "Failure rate", "Of the outbound messages that left or failed, those that failed."),
        new("opt-outs", "Opt-outs", "Times somebody told one of our senders to stop in the range, by keyword, link, provider or an agent's note of it. Agent and label do not narrow it."),
        new("load", "Support load", "Messages by the day, week (from Monday) and month of the team's time zone, and inbound messages by hour of the week."),
        new("members", "Most active members", "The ten contacts with most messages, both directions, in the range."),
        new("preference", "Channel preference", "Each contact who wrote in the range, by the channel most of their messages came over."),
        new("agents", "By agent", "Outbound messages by who wrote them; inbound messages and closings by whose conversation it is now. Programs and conversations of nobody stand under Nobody."),
        new("labels", "By label", "Messages, replies and closings of the conversations that carry the label now. One with two labels counts under both."),
    ];

    public static string Of(string key) => All.First(metric => metric.Key == key).Definition;
}
