using Microsoft.ML.Data;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Tests.Conformance;
using Microsoft.ML.Umt.Tests.VideoText;

namespace Microsoft.ML.Umt.Tests.QuestionAnswering;

/// <summary>Whole question-answering trainings through the trainer, on a tiny model.</summary>
public sealed class VideoQuestionAnsweringTests : IDisposable
{
    private static readonly string[] Colours = ["red", "green", "blue", "grey", "white", "dark"];

    private readonly TinyVideoText _tiny = new();

    private MLContext Context => _tiny.Context;

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void It_learns_to_answer_and_says_the_same_everywhere()
    {
        var options = _tiny.QuestionOptions();
        var losses = new List<double>();
        options.Epochs = 40;
        options.MetricsCallback = progress =>
        {
            Assert.InRange(progress.FlopUtilization!.Value, 1e-12, 2);
            losses.AddRange(progress.IsEpochEnd ? [progress.Loss] : []);
        };
        options.Model = TinyVideoText.Model with { Config = TinyVideoText.Model.Config with { Text = TinyVideoText.Model.Config.Text with { DropRate = 0, AttentionDropRate = 0 } } };
        using var model = Fit(options);
        Assert.Equal(Colours, model.Answers);
        MLVideo[] videos = [.. Enumerable.Range(0, 6).Select(colour => TinyVideoText.Clip(colour, 100 + colour))];
        var answered = model.Answer(videos, [.. videos.Select(_ => "is a clip very?")]);
        Assert.True(losses[^1] < losses[0] / 2, $"The loss went from {losses[0]} to {losses[^1]}.");
        // What is shown counts, not the question alone.
        Assert.NotEqual(answered[0].Answers[0].Probability, answered[5].Answers[0].Probability, 1e-3);
        Assert.All(answered, one => Assert.Equal(3, one.Answers.Count));
        Assert.All(answered, one => Assert.True(one.Answers.Zip(one.Answers.Skip(1)).All(pair => pair.First.Probability >= pair.Second.Probability)));

        // Columns and prediction engine say the same.
        var rows = videos.Select(video => new Row { Video = video, Question = "is a clip very?" }).ToArray();
        var scored = Context.Data.CreateEnumerable<Scored>(model.Transform(Context.Data.LoadFromEnumerable(rows)), reuseRowObject: false).ToArray();
        using var engine = Context.Model.CreatePredictionEngine<Row, Scored>(model);
        for (var i = 0; i < rows.Length; i++)
        {
            Assert.Equal(answered[i].Answers.Select(answer => answer.Text), scored[i].TopAnswers);
            Assert.Equal(answered[i].Answers[0].Probability, scored[i].AnswerProbability, 1e-4);
            Assert.Equal(scored[i].PredictedAnswer, engine.Predict(rows[i]).PredictedAnswer);
        }
    }

    [Fact]
    public void Answers_of_several_people_and_a_list_from_a_file()
    {
        var file = Path.Combine(_tiny.Folder, "answers.json");
        File.WriteAllText(file, """["red", "green", "very blue", "not"]""");
        var options = _tiny.QuestionOptions();
        (options.AnswerListPath, options.Epochs, options.TopAnswers) = (file, 2, 10);
        var view = Context.Data.LoadFromEnumerable(Enumerable.Range(0, 6).Select(i => new { Video = TinyVideoText.Clip(i, i), Question = "is red", Answer = new[] { "red", "green", "red", "" } }));
        using var model = Context.Umt().Trainers.VideoQuestionAnswering(options).Fit(view);
        Assert.Equal(["red", "green", "very blue", "not"], model.Answers);
        var answers = model.Answer([TinyVideoText.Clip(0, 1)], ["is red"]).Single().Answers;
        Assert.Equal(4, answers.Count);
        Assert.Equal(1, answers.Sum(answer => answer.Probability), 1e-4);
        File.WriteAllText(file, "red\ngreen\n\nred\n");
        Assert.Equal(["red", "green"], Umt.QuestionAnswering.AnswerList.FromFile(file));
        File.WriteAllText(file, "[\"red\", 1");
        Assert.Contains("is no list of texts", Assert.Throws<ArgumentException>(() => Context.Umt().Trainers.VideoQuestionAnswering(options)).Message, StringComparison.Ordinal);
        File.WriteAllText(file, "");
        Assert.Contains("nothing to answer with", Assert.Throws<ArgumentException>(() => Context.Umt().Trainers.VideoQuestionAnswering(options)).Message, StringComparison.Ordinal);
        options.AnswerListPath = "/nowhere/answers.json";
        Assert.Throws<FileNotFoundException>(() => Context.Umt().Trainers.VideoQuestionAnswering(options));
    }

    [Fact]
    public void Rows_without_question_or_answer_are_left_out_and_empty_questions_get_none()
    {
        var log = new List<string>();
        Context.Log += (_, line) => log.Add(line.Message);
        var options = _tiny.QuestionOptions();
        options.Epochs = 1;
        options.Reading.UnreadableVideos = UnreadableVideos.Missing;
        var rows = Rows().Append(new Row { Video = TinyVideoText.Clip(0, 1), Question = "?", Answer = "red" }).Append(new Row { Video = TinyVideoText.Clip(0, 1), Question = "is", Answer = "" });
        using var model = Context.Umt().Trainers.VideoQuestionAnswering(options).Fit(Context.Data.LoadFromEnumerable(rows));
        Assert.Contains(log, line => line.Contains("Row 12 (counted from 0) has no question", StringComparison.Ordinal));
        Assert.Contains(log, line => line.Contains("2 of 14 rows", StringComparison.Ordinal));
        Row[] asked = [new() { Video = TinyVideoText.Clip(0, 1) }, new() { Video = MLVideo.FromFile("/nowhere/absent.mp4"), Question = "is red" }];
        var scored = Context.Data.CreateEnumerable<Scored>(model.Transform(Context.Data.LoadFromEnumerable(asked)), reuseRowObject: false).ToArray();
        Assert.All(scored, row => Assert.True(row.PredictedAnswer.Length == 0 && float.IsNaN(row.AnswerProbability) && row.TopAnswers.Length == 0));
        Assert.Contains("absent.mp4", model.Answer([asked[1].Video!], ["is red"]).Single().Error, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => model.Answer([], ["is red"]));
    }

    [Fact]
    public void It_passes_the_checks_of_every_component()
    {
        var options = _tiny.QuestionOptions();
        (options.QuestionColumnName, options.AnswerColumnName, options.Epochs, options.BatchSize) = ("Label", "Label", 1, 4);
        var load = Context.Transforms.LoadVideos("Video", TinyVideos.Folder, "Path");
        var rows = Context.Data.LoadFromEnumerable(TinyVideos.Rows());
        EstimatorConformance.Check(Context, load.Append(Context.Umt().Trainers.VideoQuestionAnswering(options)), rows, Context.Data.LoadFromEnumerable([new Featurization.VideoRow()]));
        var several = Context.Data.LoadFromEnumerable([new { Video = TinyVideoText.Clip(0, 1), Label = new[] { "a", "b" } }]);
        Assert.Contains("one question a row", Assert.Throws<ArgumentOutOfRangeException>(() => Context.Umt().Trainers.VideoQuestionAnswering(options).Fit(several)).Message, StringComparison.Ordinal);
        using var model = load.Append(Context.Umt().Trainers.VideoQuestionAnswering(options)).Fit(rows);
        TwoProcess.CheckSamePrediction(Context, model, TinyVideos.Rows().First(), "TopProbabilities");
    }

    [Fact]
    public void A_checkpoint_starts_another_training()
    {
        var options = _tiny.QuestionOptions();
        options.Epochs = 1;
        using var model = Fit(options);
        var path = Path.Combine(_tiny.Folder, "qa.safetensors");
        model.SaveCheckpoint(path);
        options.CheckpointPath = path;
        Fit(options).Dispose();
        options.CheckpointPath = "/nowhere/qa.safetensors";
        Assert.Throws<FileNotFoundException>(() => Fit(options));
    }

    [Fact]
    public void Recipes_are_the_authors()
    {
        Assert.Equal(17, VideoQuestionAnsweringRecipes.All.Count);
        Assert.All(VideoQuestionAnsweringRecipes.All, recipe => Assert.NotNull(VideoTextPresets.Get(recipe.Model).Source));
        var options = VideoQuestionAnsweringOptions.FromRecipe("msvd-qa-l16-25m");
        Assert.Equal((6e-5, 6, 0.4, 12, 256), (options.LearningRate, options.Epochs, options.DropPath, options.Frames, options.BatchSize * options.AccumulationSteps));
        Assert.Contains("anet-qa-b16-5m", Assert.Throws<ArgumentException>(() => VideoQuestionAnsweringRecipes.Get("none")).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<Row> Rows() =>
        Enumerable.Range(0, 12).Select(i => new Row { Video = TinyVideoText.Clip(i % 6, i), Question = "Is a clip very?", Answer = Colours[i % 6] });

    private VideoQuestionAnsweringTransformer Fit(VideoQuestionAnsweringOptions options) =>
        Context.Umt().Trainers.VideoQuestionAnswering(options).Fit(Context.Data.LoadFromEnumerable(Rows()));

    private sealed class Row
    {
        public MLVideo? Video { get; set; }

        public string Question { get; set; } = "";

        public string Answer { get; set; } = "";
    }

    private sealed class Scored
    {
        public string PredictedAnswer { get; set; } = "";

        public float AnswerProbability { get; set; }

        public string[] TopAnswers { get; set; } = [];

        public float[] TopProbabilities { get; set; } = [];
    }
}
