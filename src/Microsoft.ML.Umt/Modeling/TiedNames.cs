using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>The second names of tied tensors: one storage, two entries of the state dict.</summary>
internal static class TiedNames
{
    public const string Weight = "cls.predictions.decoder.weight", Bias = "cls.predictions.decoder.bias";

    /// <summary>Adds the second names of a language model's word vectors and of its word scores' bias.</summary>
    public static void Add(Dictionary<string, Tensor> tensors, string prefix, Tensor words, Tensor bias)
    {
        tensors[prefix + Weight] = words;
        tensors[prefix + Bias] = bias;
    }

    /// <summary>Whether a name of the state dict is the second one of a tensor.</summary>
    public static bool IsSecond(string name) =>
        name.EndsWith(Weight, StringComparison.Ordinal) || name.EndsWith(Bias, StringComparison.Ordinal);
}
