using System.Text.RegularExpressions;
using Microsoft.ML.Umt.Training;
using TorchSharp.Modules;

namespace Microsoft.ML.Umt.Multimodal;

/// <summary>
/// Optimiser groups of stage 2 (spec <c>umt-multi</c>, section 5): vectors and biases do not decay, everything else does, the temperature and the word
/// vectors too; some modules may learn at another rate.
/// </summary>
internal static class VideoTextParameterGroups
{
    private static readonly HashSet<string> NoSkips = [];

    /// <summary>One group for each pair of decay and rate, in the order in which they are met. Frozen parameters are left out.</summary>
    /// <param name="parameters">Named parameters, as <c>module.named_parameters()</c> gives them.</param>
    /// <param name="weightDecay">Weight decay of those that decay.</param>
    /// <param name="rates">Patterns of names (regular expressions, found anywhere) and the factor on the learning rate of what they fit; the first counts.</param>
    public static IReadOnlyList<ParameterGroup> Build(
        IEnumerable<(string Name, Parameter Parameter)> parameters, double weightDecay, IReadOnlyList<(string Pattern, double Scale)>? rates = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(weightDecay);
        var groups = new OrderedDictionary<(double Decay, double Scale), List<(string, Parameter)>>();
        foreach (var (name, parameter) in parameters)
        {
            if (!parameter.requires_grad)
                continue;
            var key = (Decay(name, (int)parameter.dim(), weightDecay), Scale(name, rates));
            if (!groups.TryGetValue(key, out var members))
                groups.Add(key, members = []);
            members.Add((name, parameter));
        }
        return [.. groups.Select(group => new ParameterGroup(
            FormattableString.Invariant($"decay_{group.Key.Decay}_rate_{group.Key.Scale}"), group.Value, group.Key.Scale, group.Key.Decay))];
    }

    /// <summary>The weight decay of a parameter by its name and number of dimensions.</summary>
    public static double Decay(string name, int rank, double weightDecay) => WeightDecayRule.Decays(name, rank, NoSkips) ? weightDecay : 0;

    /// <summary>The factor on the learning rate of a parameter.</summary>
    public static double Scale(string name, IReadOnlyList<(string Pattern, double Scale)>? rates)
    {
        foreach (var (pattern, scale) in rates ?? [])
        {
            if (Regex.IsMatch(name, pattern, RegexOptions.CultureInvariant))
                return scale;
        }
        return 1;
    }
}
