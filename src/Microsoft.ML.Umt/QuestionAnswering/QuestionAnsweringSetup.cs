using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Multimodal;
using Microsoft.ML.Umt.Text;

namespace Microsoft.ML.Umt.QuestionAnswering;

/// <summary>What options make of a model, whether it is trained or loaded: tokenizer, sizes, the list of answers. Immutable.</summary>
internal sealed class QuestionAnsweringSetup
{
    /// <param name="options">The options.</param>
    /// <param name="model">Their model, with the frames that they ask for.</param>
    /// <exception cref="ArgumentException">Two options contradict each other, or a file is not what it should be.</exception>
    /// <exception cref="FileNotFoundException">There is no such vocabulary or answer list.</exception>
    public QuestionAnsweringSetup(IQuestionAnsweringOptions options, VideoTextPreset model)
    {
        Tokenizer = TextSetup.Tokenizer(options.VocabularyPath, options.AddSeparator, options.GetType().Name);
        _ = Tokenizer.Vocabulary.SeparatorId;
        Preset = TextSetup.WithVocabulary(model, Tokenizer.Vocabulary, Math.Max(options.QuestionLength, options.AnswerLength));
        Preset = Preset with { Config = Preset.Config.ForRetrieval() };
        Preset.Config.Validate();
        if (Preset.Config.Text.FusionLayers == 0)
            throw new ArgumentException($"The model '{Preset.Name}' has no fusion layers, through which questions see the video.");
        if (options.Answers is not null && options.AnswerListPath is not null)
            throw new ArgumentException($"Set either {nameof(options.Answers)} or {nameof(options.AnswerListPath)}.");
        Answers = options.Answers is { } given ? AnswerList.Checked(given, nameof(options.Answers))
            : options.AnswerListPath is { } path ? AnswerList.FromFile(path)
            : null;
    }

    public VideoTextPreset Preset { get; }

    public TextTokenizer Tokenizer { get; }

    /// <summary>The list that questions are answered from; null where the options name none.</summary>
    public IReadOnlyList<string>? Answers { get; }
}
