namespace UnifiedInbox.Simulator;

internal static class Simulator;
