using Microsoft.Extensions.Options;
using Portal.Core.Pairs;

namespace Portal.Remoting.Simulation;

/// <summary>Refuses a section that cannot be meant, with the key and what to write instead.</summary>
internal sealed class SimulationOptionsCheck : IValidateOptions<SimulationOptions>
{
    private const int MostUpdates = 12;

    public ValidateOptionsResult Validate(string? name, SimulationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var wrong = OfAll(options).Concat(options.Pairs.SelectMany(pair => OfPair(pair.Key, pair.Value))).ToList();
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private static IEnumerable<string> OfAll(SimulationOptions options)
    {
        if (options.Speed is not (>= 0.1 and <= 1000))
            yield return $"{SimulationOptions.Section}:Speed is {options.Speed}; write a number from 0.1 to 1000.";
    }

    private static IEnumerable<string> OfPair(string id, SimulatedPairOptions pair)
    {
        var key = $"{SimulationOptions.Section}:Pairs:{id}";
        if (!PairId.IsValid(id))
            yield return $"{key}: '{id}' is not a pair's id; write 1 to 40 characters of a-z, 0-9 and '-'.";
        foreach (var (field, value) in new[] { ("Updates", pair.Updates), ("UpdatesSecondary", pair.UpdatesSecondary) })
        {
            if (value is < 0 or > MostUpdates)
                yield return $"{key}:{field} is {value}; write a number from 0 to {MostUpdates}.";
        }

        if (pair.Fault is not null && !SimulatedFaults.TryParse(pair.Fault, out _))
            yield return $"{key}:Fault is '{pair.Fault}'; write one of {string.Join(", ", SimulatedFaults.Names)}.";
        if (pair.FaultTimes is < 1)
            yield return $"{key}:FaultTimes is {pair.FaultTimes}; write 1 or more, or leave it out.";
    }
}
