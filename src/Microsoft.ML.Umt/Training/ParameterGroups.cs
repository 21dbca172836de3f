using TorchSharp.Modules;

namespace Microsoft.ML.Umt.Training;

/// <summary>Sorts a module's parameters into optimiser groups.</summary>
internal static class ParameterGroups
{
    /// <summary>
    /// One group for each pair of layer and "decays or not" that occurs. Parameters that do not want a gradient (frozen ones) are left out.
    /// </summary>
    /// <param name="parameters">Named parameters, as <c>module.named_parameters()</c> gives them.</param>
    /// <param name="weightDecay">Weight decay of the parameters that decay, 0 or more.</param>
    /// <param name="layerDecay">Layer-wise learning rates; null gives every layer the full rate.</param>
    /// <param name="skips">Whole names that do not decay; null takes those of finetuning.</param>
    public static IReadOnlyList<ParameterGroup> Build(
        IEnumerable<(string name, Parameter parameter)> parameters,
        double weightDecay,
        LayerDecay? layerDecay = null,
        IReadOnlySet<string>? skips = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(weightDecay);
        var groups = new Dictionary<(int Layer, bool Decays), List<(string, Parameter)>>();
        foreach (var (name, parameter) in parameters)
        {
            if (!parameter.requires_grad)
                continue;
            var key = (layerDecay?.LayerOf(name) ?? 0, WeightDecayRule.Decays(name, (int)parameter.dim(), skips ?? WeightDecayRule.FinetuneSkips));
            if (!groups.TryGetValue(key, out var members))
                groups.Add(key, members = []);
            members.Add((name, parameter));
        }
        return groups.OrderBy(g => g.Key.Layer).ThenBy(g => g.Key.Decays).Select(g => new ParameterGroup(
            $"layer_{g.Key.Layer}_{(g.Key.Decays ? "decay" : "no_decay")}",
            g.Value,
            layerDecay?.Scales[g.Key.Layer] ?? 1,
            g.Key.Decays ? weightDecay : 0)).ToArray();
    }
}
