using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using UnifiedInbox.Channels;

namespace UnifiedInbox.Tests.Policies;

/// <summary>No code path may reach a provider without a decision: read from the compiled program itself.</summary>
public sealed class OneGateTests
{
    private static readonly Lazy<List<(string Caller, string Target)>> Calls = new(ReadCalls);

    [Fact]
    public void Only_the_dispatcher_hands_messages_to_a_sender() =>
        Assert.Equal(["UnifiedInbox.Messages.SendClaimed"], CallersOf(target => target.EndsWith(".ISender.SendAsync", StringComparison.Ordinal)));

    [Fact]
    public void No_sender_is_called_but_through_its_interface()
    {
        var senders = typeof(ISender).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(ISender)) && type.IsClass).Select(type => type.FullName).ToArray();
        Assert.True(senders.Length >= 4);
        Assert.Empty(CallersOf(target => senders.Any(sender => target == sender + ".SendAsync")));
    }

    /// <summary>What the product mails to its own people is no message to a contact.</summary>
    [Fact]
    public void Beside_the_senders_only_mail_to_the_team_is_handed_to_a_courier() =>
        Assert.All(
            CallersOf(target => target.EndsWith(".ICourier.HandOverAsync", StringComparison.Ordinal)),
            caller => Assert.Equal("UnifiedInbox.Notifications.SystemMail", caller));

    [Fact]
    public void What_is_handed_over_is_made_by_the_claim_alone() =>
        Assert.Equal(["UnifiedInbox.Messages.ClaimWrites"], CallersOf(target => target == "UnifiedInbox.Messages.ClaimedMessage..ctor"));

    [Fact]
    public void The_claim_asks_the_gate_and_only_the_dispatcher_claims()
    {
        Assert.Equal(["UnifiedInbox.Messages.ClaimMessages", "UnifiedInbox.Messages.PrepareMessage"], CallersOf(target => target == "UnifiedInbox.Policies.Gate.Decide"));
        Assert.Equal(["UnifiedInbox.Messages.ClaimMessages"], CallersOf(target => target == "UnifiedInbox.Messages.ClaimWrites.Claim"));
        // The dispatcher, and the outside cron's door, which does one round of the same.
        string[] claiming = ["UnifiedInbox.Messages.Dispatcher", "UnifiedInbox.Scheduling.ProcessDue"];
        Assert.Equal(claiming, CallersOf(target => target == "UnifiedInbox.Messages.ClaimMessages.RunAsync"));
        Assert.Equal(claiming, CallersOf(target => target == "UnifiedInbox.Messages.SendClaimed.RunAsync"));
    }

    [Theory]
    [InlineData("UnifiedInbox.Channels.Ses.SesApi", "SendAsync", "UnifiedInbox.Channels.Ses")]
    [InlineData("UnifiedInbox.Channels.Resend.ResendApi", "PostAsync", "UnifiedInbox.Channels.Resend")]
    [InlineData("UnifiedInbox.Mail.Smtp.SmtpSubmission", null, "UnifiedInbox.Channels.Smtp")]
    [InlineData("UnifiedInbox.Channels.Twilio.TwilioApi", null, "UnifiedInbox.Channels.Twilio")]
    public void A_provider_s_wire_is_used_in_its_own_folder(string type, string? method, string folder) =>
        Assert.All(
            CallersOf(target => target.StartsWith(type + "." + method, StringComparison.Ordinal)),
            caller => Assert.StartsWith(folder, caller, StringComparison.Ordinal));

    /// <summary>Without what a type does with itself.</summary>
    private static string[] CallersOf(Func<string, bool> isTarget) =>
        [.. Calls.Value.Where(call => isTarget(call.Target) && !call.Target.StartsWith(call.Caller + ".", StringComparison.Ordinal)).Select(call => call.Caller).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Every call in the product's own code: who calls, by its outermost type, and what.</summary>
    private static List<(string Caller, string Target)> ReadCalls()
    {
        using var file = new PEReader(File.OpenRead(typeof(ISender).Assembly.Location));
        var metadata = file.GetMetadataReader();
        var calls = new List<(string, string)>();
        foreach (var handle in metadata.MethodDefinitions)
        {
            var method = metadata.GetMethodDefinition(handle);
            if (method.RelativeVirtualAddress == 0) continue;
            var caller = NameOf(metadata, Outermost(metadata, method.GetDeclaringType()));
            foreach (var token in Tokens(file.GetMethodBody(method.RelativeVirtualAddress).GetILBytes() ?? []))
                if (TargetOf(metadata, MetadataTokens.EntityHandle(token)) is { } target) calls.Add((caller, target));
        }
        return calls;
    }

    private static readonly Dictionary<int, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => (int)(ushort)code.Value);

    /// <summary>The methods named by call, callvirt, newobj, ldftn and ldvirtftn.</summary>
    private static IEnumerable<int> Tokens(byte[] il)
    {
        for (var at = 0; at < il.Length;)
        {
            var value = il[at] == 0xFE ? 0xFE00 | il[at + 1] : il[at];
            at += il[at] == 0xFE ? 2 : 1;
            var code = OpCodesByValue[value];
            if (code.OperandType == OperandType.InlineMethod) yield return BitConverter.ToInt32(il, at);
            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
                _ => 4,
            };
        }
    }

    private static string? TargetOf(MetadataReader metadata, EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.MethodSpecification:
                return TargetOf(metadata, metadata.GetMethodSpecification((MethodSpecificationHandle)handle).Method);
            case HandleKind.MethodDefinition:
                var method = metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                return NameOf(metadata, method.GetDeclaringType()) + "." + metadata.GetString(method.Name);
            case HandleKind.MemberReference:
                var member = metadata.GetMemberReference((MemberReferenceHandle)handle);
                if (member.Parent.Kind != HandleKind.TypeReference) return null;
                var type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
                return metadata.GetString(type.Namespace) + "." + metadata.GetString(type.Name) + "." + metadata.GetString(member.Name);
            default:
                return null;
        }
    }

    private static TypeDefinitionHandle Outermost(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        while (metadata.GetTypeDefinition(handle).GetDeclaringType() is { IsNil: false } outer) handle = outer;
        return handle;
    }

    private static string NameOf(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        return metadata.GetString(type.Namespace) + "." + metadata.GetString(type.Name);
    }
}
