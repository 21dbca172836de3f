using Microsoft.ML.Umt.Alignment;
using Microsoft.ML.Umt.Inference;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Pretraining;

/// <summary>Asks teachers for every token, which no training does, to compare them with modules that give all.</summary>
internal static class WholeLook
{
    public static (Tensor Features, Tensor ClassAttention) LookEverywhere(this IImageTeacher teacher, Tensor clips) =>
        Everywhere(clips, choose => teacher.Look(clips, choose).Features);

    public static (Tensor Features, Tensor ClassAttention) EncodeEverywhere(this TeacherEncoder encoder, Tensor clips) =>
        Everywhere(clips, choose => encoder.Encode(clips, choose));

    private static (Tensor Features, Tensor ClassAttention) Everywhere(Tensor clips, Func<Func<Tensor, Tensor>, Tensor> look)
    {
        Tensor? seen = null;
        var features = look(attention =>
        {
            seen = attention.clone().DetachFromDisposeScope();
            var tokens = attention.numel() / clips.shape[0];
            return arange(tokens, dtype: ScalarType.Int64, device: attention.device).expand(clips.shape[0], tokens).contiguous();
        });
        return (features, seen!);
    }
}
