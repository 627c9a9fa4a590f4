using System.Text.Json.Serialization;
using Portal.Core.Pairs;

namespace Portal.Core.Procedures;

/// <summary>A claim about a pair that must hold; a closed union, evaluated by <see cref="GuardChecks"/>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "guard")]
[JsonDerivedType(typeof(ActiveIs), "active-is")]
[JsonDerivedType(typeof(OneActive), "one-active")]
[JsonDerivedType(typeof(InSync), "in-sync")]
[JsonDerivedType(typeof(ChannelConnected), "channel-connected")]
[JsonDerivedType(typeof(EngineRunning), "engine-running")]
[JsonDerivedType(typeof(EngineSuspended), "engine-suspended")]
[JsonDerivedType(typeof(ServiceAnswers), "service-answers")]
[JsonDerivedType(typeof(Reachable), "reachable")]
[JsonDerivedType(typeof(AutomaticUpdatesOff), "automatic-updates-off")]
[JsonDerivedType(typeof(NoPackageOperation), "no-package-operation")]
[JsonDerivedType(typeof(NoRebootPending), "no-reboot-pending")]
[JsonDerivedType(typeof(DiskFree), "disk-free")]
[JsonDerivedType(typeof(ClockAgrees), "clock-agrees")]
[JsonDerivedType(typeof(InsideWindow), "inside-window")]
[JsonDerivedType(typeof(PackagesAsPlanned), "packages-as-planned")]
[JsonDerivedType(typeof(Rebooted), "rebooted")]
[JsonDerivedType(typeof(Anchored), "anchored")]
public abstract record Guard
{
    private Guard() { }

    /// <summary>Stable key within a step: 'active-is-primary'.</summary>
    [JsonIgnore]
    public string Id => Key;

    /// <summary>The claim in words: 'Primary active, Secondary passive, exactly one active'.</summary>
    [JsonIgnore]
    public string Claim => Words;

    protected abstract string Key { get; }
    protected abstract string Words { get; }

    private static string Of(Identity identity) => identity == Identity.Primary ? "primary" : "secondary";

    public sealed record ActiveIs(Identity Server) : Guard
    {
        protected override string Key => $"active-is-{Of(Server)}";
        protected override string Words => $"{Server} active, {Server.Partner()} passive, exactly one active";
    }

    public sealed record OneActive : Guard
    {
        protected override string Key => "one-active";
        protected override string Words => "Exactly one server active";
    }

    public sealed record InSync : Guard
    {
        protected override string Key => "in-sync";
        protected override string Words => "Every sync status Synchronized, backlog within its limit";
    }

    public sealed record ChannelConnected : Guard
    {
        protected override string Key => "channel-connected";
        protected override string Words => "Channel connected";
    }

    public sealed record EngineRunning : Guard
    {
        protected override string Key => "engine-running";
        protected override string Words => "Engine running on both servers";
    }

    public sealed record EngineSuspended : Guard
    {
        protected override string Key => "engine-suspended";
        protected override string Words => "Engine suspended on both servers";
    }

    public sealed record ServiceAnswers : Guard
    {
        protected override string Key => "service-answers";
        protected override string Words => "Protected service answers";
    }

    public sealed record Reachable(Identity Server) : Guard
    {
        protected override string Key => $"reachable-{Of(Server)}";
        protected override string Words => $"{Server} reachable";
    }

    public sealed record AutomaticUpdatesOff(Identity Server) : Guard
    {
        protected override string Key => $"automatic-updates-off-{Of(Server)}";
        protected override string Words => $"Automatic installation of updates off on {Server}";
    }

    public sealed record NoPackageOperation(Identity Server) : Guard
    {
        protected override string Key => $"no-package-operation-{Of(Server)}";
        protected override string Words => $"No other package operation on {Server}";
    }

    public sealed record NoRebootPending(Identity Server) : Guard
    {
        protected override string Key => $"no-reboot-pending-{Of(Server)}";
        protected override string Words => $"No reboot pending on {Server}";
    }

    public sealed record DiskFree(Identity Server) : Guard
    {
        protected override string Key => $"disk-free-{Of(Server)}";
        protected override string Words => $"Enough free disk space on {Server}";
    }

    public sealed record ClockAgrees(Identity Server) : Guard
    {
        protected override string Key => $"clock-agrees-{Of(Server)}";
        protected override string Words => $"Clock of {Server} agrees with the portal's";
    }

    public sealed record InsideWindow : Guard
    {
        protected override string Key => "inside-window";
        protected override string Words => "Inside the maintenance window";
    }

    public sealed record PackagesAsPlanned(Identity Server) : Guard
    {
        protected override string Key => $"packages-as-planned-{Of(Server)}";
        protected override string Words => $"The planned packages are offered to {Server} in exactly the planned versions";
    }

    /// <summary>What is done here can be proven afterwards. No procedure names it: the run asks for it before it changes anything, and only where it does not hold.</summary>
    public sealed record Anchored : Guard
    {
        protected override string Key => "anchored";
        protected override string Words => "A place outside confirms the audit trail";
    }

    /// <summary>The boot id is another one than when the step was started.</summary>
    public sealed record Rebooted(Identity Server) : Guard
    {
        protected override string Key => $"rebooted-{Of(Server)}";
        protected override string Words => $"{Server} has a new boot id";
    }
}
