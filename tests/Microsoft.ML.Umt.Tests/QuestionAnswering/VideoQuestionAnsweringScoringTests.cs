using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Tests.Conformance;
using Microsoft.ML.Umt.Tests.VideoText;

namespace Microsoft.ML.Umt.Tests.QuestionAnswering;

/// <summary>Question answering with weights from a file, without any training.</summary>
public sealed class VideoQuestionAnsweringScoringTests : IDisposable
{
    private const string Question = "Is a clip very?";

    private static readonly string[] Colours = ["red", "green", "blue", "grey", "white", "dark"];

    private readonly TinyVideoText _tiny = new();
    private readonly Lazy<VideoQuestionAnsweringTransformer> _trained;

    public VideoQuestionAnsweringScoringTests() => _trained = new Lazy<VideoQuestionAnsweringTransformer>(Train);

    private MLContext Context => _tiny.Context;

    private string CheckpointPath => Path.Combine(_tiny.Folder, "qa.safetensors");

    public void Dispose()
    {
        if (_trained.IsValueCreated)
            _trained.Value.Dispose();
        _tiny.Dispose();
    }

    [Fact]
    public void A_checkpoint_answers_as_the_model_that_was_trained()
    {
        var trained = _trained.Value;
        var options = Options();
        using var loaded = Context.Umt().AnswerVideoQuestions(options).Fit(Asked(6));
        // What is changed later changes nothing.
        options.TopAnswers = 1;
        MLVideo[] videos = [.. Enumerable.Range(0, 6).Select(colour => TinyVideoText.Clip(colour, 100 + colour))];
        string[] questions = [.. videos.Select(_ => Question)];
        var (expected, found) = (trained.Answer(videos, questions), loaded.Answer(videos, questions));
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First.Answers, pair.Second.Answers));
        Assert.All(found, one => Assert.Equal(3, one.Answers.Count));
        Assert.Equal(trained.Answers, loaded.Answers);
        Assert.Equal(trained.Model.Frames, loaded.Model.Frames);
        Assert.Equal(SchemaText.Of(trained.Transform(Asked(6)).Schema), SchemaText.Of(loaded.Transform(Asked(6)).Schema));

        var scored = Context.Data.CreateEnumerable<Scored>(loaded.Transform(Asked(6)), reuseRowObject: false).ToArray();
        using var engine = Context.Model.CreatePredictionEngine<Row, Scored>(loaded);
        for (var i = 0; i < scored.Length; i++)
        {
            var one = engine.Predict(new Row { Video = TinyVideoText.Clip(i, i), Question = Question });
            Assert.Equal((scored[i].PredictedAnswer, scored[i].TopAnswers.Length), (one.PredictedAnswer, one.TopAnswers.Length));
            Assert.Equal(scored[i].AnswerProbability, one.AnswerProbability, 1e-4);
        }
    }

    [Fact]
    public void A_list_in_a_file_and_the_columns_names_are_those_of_the_options()
    {
        _ = _trained.Value;
        var options = Options();
        options.AnswerListPath = Path.Combine(_tiny.Folder, "answers.json");
        File.WriteAllText(options.AnswerListPath, """["red", "very blue"]""");
        (options.Answers, options.TopAnswers, options.PredictedAnswerColumnName, options.QuestionColumnName) = (null, 10, "Said", "Asked");
        var view = Context.Data.LoadFromEnumerable([new { Video = TinyVideoText.Clip(0, 1), Asked = Question }]);
        using var model = Context.Umt().AnswerVideoQuestions(options).Fit(view);
        Assert.Equal(["red", "very blue"], model.Answers);
        Assert.Equal(["Video", "Asked", "Said", "AnswerProbability", "TopAnswers", "TopProbabilities"], model.Transform(view).Schema.Select(column => column.Name));
        Assert.Equal(2, model.Answer([TinyVideoText.Clip(0, 1)], ["is red"]).Single().Answers.Count);
    }

    [Fact]
    public void It_passes_the_checks_of_every_component()
    {
        _ = _trained.Value;
        var load = Context.Transforms.LoadVideos("Video", TinyVideos.Folder, "Path");
        var rows = Context.Data.LoadFromEnumerable(TinyVideos.Rows());
        foreach (var unreadable in Enum.GetValues<UnreadableVideos>())
        {
            var options = Options();
            (options.QuestionColumnName, options.Reading.UnreadableVideos) = ("Label", unreadable);
            EstimatorConformance.Check(Context, load.Append(Context.Umt().AnswerVideoQuestions(options)), rows, Context.Data.LoadFromEnumerable([new Featurization.VideoRow()]));
        }
        var labelled = Options();
        labelled.QuestionColumnName = "Label";
        using var model = load.Append(Context.Umt().AnswerVideoQuestions(labelled)).Fit(rows);
        TwoProcess.CheckSamePrediction(Context, model, TinyVideos.Rows().First(), "TopProbabilities");
        var several = Context.Data.LoadFromEnumerable([new { Video = TinyVideoText.Clip(0, 1), Question = new[] { "a", "b" } }]);
        Assert.Contains("one question a row", Assert.Throws<ArgumentOutOfRangeException>(() => Context.Umt().AnswerVideoQuestions(Options()).Fit(several)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_answer_is_refused_with_what_to_do()
    {
        Fails<ArgumentException>(options => options.CheckpointPath = null, "CheckpointPath is not set");
        Fails<ArgumentException>(options => options.VocabularyPath = null, "VocabularyPath is not set");
        Fails<FileNotFoundException>(options => options.VocabularyPath = "/nowhere/vocab.txt", "/nowhere/vocab.txt");
        Fails<ArgumentException>(options => options.Answers = null, "belongs to qa_msrvtt_b16_25m.pth");
        Fails<ArgumentException>(options => options.AnswerListPath = "answers.json", "Set either Answers or AnswerListPath");
        Fails<FileNotFoundException>(options => (options.Answers, options.AnswerListPath) = (null, "/nowhere/answers.json"), "/nowhere/answers.json");
        Fails<FileNotFoundException>(options => options.CheckpointPath = "/nowhere/qa.pth", "/nowhere/qa.pth");
        Fails<CheckpointException>(options => options.CheckpointPath = _tiny.VocabularyPath, "vocab.txt");

        // Files that a training could start from would answer by chance.
        var config = TinyVideoText.Model.Config.ForRetrieval();
        Fails<CheckpointException>(options => options.CheckpointPath = Saved(config, "retrieval"), "finetuned for retrieval or multiple choice, but a model finetuned for question answering is wanted");
        Fails<CheckpointException>(options => options.CheckpointPath = Saved(config with { LanguageHead = true }, "stage2"), "a video-text model of stage-2 pretraining");

        _ = _trained.Value;
        Fails<CheckpointMismatchException>(options => options.Model = TinyVideoText.Model with { Config = TinyVideoText.Model.Config with { Text = TinyVideoText.Model.Config.Text with { FusionLayer = 1 } } }, "text_decoder");
        using var whole = Checkpoint.Open(CheckpointPath);
        var headless = Path.Combine(_tiny.Folder, "headless.safetensors");
        SafetensorsFile.Write(headless, whole.Tensors.Where(pair => !pair.Key.Contains(".cls.", StringComparison.Ordinal)).ToDictionary(pair => pair.Key, pair => pair.Value));
        Fails<CheckpointException>(options => options.CheckpointPath = headless, "word head");
    }

    [Fact]
    public void Recipes_and_the_short_call_set_what_they_name()
    {
        var options = VideoQuestionAnsweringScoringOptions.FromRecipe("anet-qa-l16-25m", "qa.pth", "vocab.txt", "answers.json");
        Assert.Equal(("umt-vt-l16", 12, "qa.pth", "vocab.txt", "answers.json"), (options.Model.Name, options.Frames!.Value, options.CheckpointPath, options.VocabularyPath, options.AnswerListPath));
        var list = Path.Combine(_tiny.Folder, "answers.txt");
        File.WriteAllLines(list, Colours);
        Assert.Contains("VideoTextPresets", Record.Exception(() => Context.Umt().AnswerVideoQuestions("qa.pth", _tiny.VocabularyPath, list, "none"))?.ToString() ?? "", StringComparison.Ordinal);
        Assert.Contains("bert-base-uncased", Assert.Throws<ArgumentException>(() => Context.Umt().AnswerVideoQuestions("qa.pth", _tiny.VocabularyPath, list)).Message, StringComparison.Ordinal);
        var estimator = Context.Umt().AnswerVideoQuestions("/nowhere/qa.pth", _tiny.VocabularyPath, list, "umt-vt-ti16-112", frames: 2);
        Assert.Contains("/nowhere/qa.pth", Assert.Throws<FileNotFoundException>(() => estimator.Fit(Asked(1))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(_tiny.View));
    }

    private VideoQuestionAnsweringScoringOptions Options() => new()
    {
        Model = TinyVideoText.Model,
        CheckpointPath = CheckpointPath,
        VocabularyPath = _tiny.VocabularyPath,
        Answers = Colours,
        QuestionLength = 8,
        AnswerLength = 5,
        TopAnswers = 3,
        Reading = { Workers = 2 },
    };

    private VideoQuestionAnsweringTransformer Train()
    {
        var options = _tiny.QuestionOptions();
        options.Epochs = 4;
        var rows = Enumerable.Range(0, 12).Select(i => new { Video = TinyVideoText.Clip(i % 6, i), Question, Answer = Colours[i % 6] });
        var model = Context.Umt().Trainers.VideoQuestionAnswering(options).Fit(Context.Data.LoadFromEnumerable(rows));
        model.SaveCheckpoint(CheckpointPath);
        return model;
    }

    private IDataView Asked(int count) => Context.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => new Row { Video = TinyVideoText.Clip(i, i), Question = Question }));

    private string Saved(VideoTextConfig config, string name)
    {
        using var model = new VideoTextModel(config, seed: 1);
        var path = Path.Combine(_tiny.Folder, $"{name}.safetensors");
        SafetensorsFile.Write(path, model.state_dict());
        return path;
    }

    private void Fails<TException>(Action<VideoQuestionAnsweringScoringOptions> change, string expected)
        where TException : Exception
    {
        var options = Options();
        change(options);
        Assert.Contains(expected, Assert.Throws<TException>(() => Context.Umt().AnswerVideoQuestions(options).Fit(Asked(1))).Message, StringComparison.Ordinal);
    }

    private sealed class Row
    {
        public MLVideo? Video { get; set; }

        public string Question { get; set; } = "";
    }

    private sealed class Scored
    {
        public string PredictedAnswer { get; set; } = "";

        public float AnswerProbability { get; set; }

        public string[] TopAnswers { get; set; } = [];
    }
}
