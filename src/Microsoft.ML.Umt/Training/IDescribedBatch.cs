using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Training;

/// <summary>A batch that can say what it holds, for the report of a training that diverged.</summary>
internal interface IDescribedBatch
{
    /// <summary>A name for each sample, such as its row and file; empty when unknown.</summary>
    IReadOnlyList<string> SampleNames { get; }

    /// <summary>The tensors by name. They stay the batch's.</summary>
    IEnumerable<(string Name, Tensor Values)> Tensors { get; }
}
