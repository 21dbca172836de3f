namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>
/// From the names of stage-2 files to those of the models that start from them (spec <c>umt-multi</c>, section 9): the text encoder's names have
/// <c>bert.</c> only beside a word head; the decoder of question answering starts as a copy of the fusion layers and of the word head.
/// </summary>
internal static class VideoTextNames
{
    private const string Encoder = "text_encoder.", Bert = "bert.", Head = "cls.", Decoder = "text_decoder.", Layer = "encoder.layer.";

    /// <summary>The name in a video-text model with or without a word head.</summary>
    public static string InVideoText(string key, bool languageHead)
    {
        if (!key.StartsWith(Encoder, StringComparison.Ordinal) || key.StartsWith(Encoder + Head, StringComparison.Ordinal))
            return key;
        return Encoder + (languageHead ? Bert : "") + Plain(key[Encoder.Length..]);
    }

    /// <summary>The names in a question-answering model; none, one or two.</summary>
    /// <param name="key">The name in a video-text file of either kind.</param>
    /// <param name="fusionLayer">Index of the first fusion layer.</param>
    public static IEnumerable<string> InQuestionAnswering(string key, int fusionLayer)
    {
        if (!key.StartsWith(Encoder, StringComparison.Ordinal))
            return [key];
        var name = Plain(key[Encoder.Length..]);
        if (name.StartsWith(Head, StringComparison.Ordinal))
            return [Decoder + name];
        var own = Encoder + name;
        if (!name.StartsWith(Layer, StringComparison.Ordinal))
            return [own, Decoder + Bert + name];
        var dot = name.IndexOf('.', Layer.Length);
        return dot > 0 && int.TryParse(name.AsSpan(Layer.Length, dot - Layer.Length), out var index) && index >= fusionLayer
            ? [own, $"{Decoder}{Bert}{Layer}{index - fusionLayer}{name[dot..]}"]
            : [own];
    }

    /// <summary>A name of the text encoder without <c>bert.</c></summary>
    public static string Plain(string name) => name.StartsWith(Bert, StringComparison.Ordinal) ? name[Bert.Length..] : name;
}
