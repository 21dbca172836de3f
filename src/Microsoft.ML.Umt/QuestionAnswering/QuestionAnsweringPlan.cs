using System.Globalization;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Multimodal;
using Microsoft.ML.Umt.Text;
using Microsoft.ML.Umt.Training;

namespace Microsoft.ML.Umt.QuestionAnswering;

/// <summary>What follows from the options taken together, checked. Immutable.</summary>
internal sealed class QuestionAnsweringPlan
{
    private readonly VideoQuestionAnsweringOptions _options;
    private readonly IReadOnlyList<string>? _answers;

    /// <exception cref="ArgumentException">Two options contradict each other, or a file is not what it should be.</exception>
    /// <exception cref="FileNotFoundException">There is no such vocabulary or answer list.</exception>
    public QuestionAnsweringPlan(VideoQuestionAnsweringOptions options)
    {
        _options = options;
        Tokenizer = TextSetup.Tokenizer(options.VocabularyPath, options.AddSeparator, nameof(VideoQuestionAnsweringOptions));
        _ = Tokenizer.Vocabulary.SeparatorId;
        Preset = TextSetup.WithVocabulary(options.TrainingModel(), Tokenizer.Vocabulary, Math.Max(options.QuestionLength, options.AnswerLength));
        Preset = Preset with { Config = Preset.Config.ForRetrieval() };
        Preset.Config.Validate();
        if (Preset.Config.Text.FusionLayers == 0)
            throw new ArgumentException($"The model '{Preset.Name}' has no fusion layers, through which questions see the video.");
        if (options.Answers is not null && options.AnswerListPath is not null)
            throw new ArgumentException($"Set either {nameof(options.Answers)} or {nameof(options.AnswerListPath)}.");
        _answers = options.Answers is { } given ? AnswerList.Checked(given, nameof(VideoQuestionAnsweringOptions.Answers))
            : options.AnswerListPath is { } path ? AnswerList.FromFile(path)
            : null;
    }

    public VideoTextPreset Preset { get; }

    public TextTokenizer Tokenizer { get; }

    public AnswerText Text => new(Tokenizer, _options.QuestionLength, _options.AnswerLength);

    /// <summary>The list that questions are answered from; of the training data where none is given.</summary>
    public QuestionAnsweringSettings Settings(IEnumerable<AskedVideo> asked) =>
        QuestionAnsweringSettings.Of(_options, _answers ?? AnswerList.Checked(asked.SelectMany(item => item.Answers).Select(answer => answer.Answer), _options.AnswerColumnName));

    /// <summary>Everything that decides the numbers of a training; workers, devices and callbacks do not.</summary>
    public TrainingFingerprint Fingerprint(int seed, IReadOnlyList<AskedVideo> asked)
    {
        var values = MultimodalRun.Describe(_options, Preset, seed, Tokenizer.Vocabulary.Digest);
        values[nameof(_options.QuestionLength)] = _options.QuestionLength.ToString(CultureInfo.InvariantCulture);
        values[nameof(_options.AnswerLength)] = _options.AnswerLength.ToString(CultureInfo.InvariantCulture);
        values["Questions"] = ItemsIdentity.Of(asked, item => $"{item.Question}|{string.Join('|', item.Answers.Select(answer => answer.Answer))}");
        return new TrainingFingerprint(values);
    }
}
