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
    private readonly QuestionAnsweringSetup _setup;

    /// <exception cref="ArgumentException">Two options contradict each other, or a file is not what it should be.</exception>
    /// <exception cref="FileNotFoundException">There is no such vocabulary or answer list.</exception>
    public QuestionAnsweringPlan(VideoQuestionAnsweringOptions options) => (_options, _setup) = (options, new QuestionAnsweringSetup(options, options.TrainingModel()));

    public VideoTextPreset Preset => _setup.Preset;

    public TextTokenizer Tokenizer => _setup.Tokenizer;

    public AnswerText Text => new(Tokenizer, _options.QuestionLength, _options.AnswerLength);

    /// <summary>What the fitted answerer will be; its list is that of the training data where none is given.</summary>
    public QuestionAnsweringSettings Settings(IEnumerable<AskedVideo> asked) => QuestionAnsweringSettings.Of(
        _options,
        _setup.Answers ?? AnswerList.Checked(asked.SelectMany(item => item.Answers).Select(answer => answer.Answer), _options.AnswerColumnName),
        Math.Min(_options.BatchSize, 8),
        // A model trained in float16 may be used where there is none.
        _options.Precision == ComputePrecision.Float16 ? ComputePrecision.Auto : _options.Precision);

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
