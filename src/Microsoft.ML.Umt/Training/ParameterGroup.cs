using TorchSharp.Modules;

namespace Microsoft.ML.Umt.Training;

/// <summary>Parameters that share their learning-rate factor and weight decay.</summary>
/// <param name="Name">For logs, for example <c>layer_3_decay</c>.</param>
/// <param name="Parameters">Names and parameters; owned by their module.</param>
/// <param name="LearningRateScale">Factor on the step's learning rate.</param>
/// <param name="WeightDecay">Decoupled weight decay; 0 for spared parameters.</param>
internal sealed record ParameterGroup(
    string Name, IReadOnlyList<(string Name, Parameter Parameter)> Parameters, double LearningRateScale, double WeightDecay);
