using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pipeline.Internals;
using Microsoft.ML.Umt.Tests.Conformance;

namespace Microsoft.ML.Umt.Tests.VideoText;

/// <summary>From videos with several texts to choose from to the accuracy of the choices.</summary>
public sealed class MultipleChoiceTests : IDisposable
{
    private static readonly string[] Colours = ["red", "green", "blue", "grey", "white", "dark"];

    private readonly TinyVideoText _tiny = new();

    private MLContext Context => _tiny.Context;

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void Options_are_scored_and_the_choices_evaluated()
    {
        using var model = _tiny.Fit(_tiny.Options());
        var rows = Enumerable.Range(0, 6).Select(colour => Choice(colour, answer: colour % 3)).ToArray();
        var scored = model.Transform(Context.Data.LoadFromEnumerable(rows));
        Assert.Equal(["Video", "Caption", "Answer", "VideoEmbedding", "TextEmbedding", "Similarity", "MatchScore", "MatchProbability", "Score"], scored.Schema.Select(column => column.Name));
        var expected = model.ScoreChoices([.. rows.Select(row => row.Video!)], [.. rows.Select(row => row.Caption)]);
        var found = scored.GetColumn<float[]>("Score").ToArray();
        Assert.All(expected.Zip(found), pair => Same(pair.First, pair.Second));
        var metrics = Context.Umt().EvaluateMultipleChoice(scored);
        var right = expected.Where((scores, i) => Array.IndexOf(scores, scores.Max()) == rows[i].Answer).Count();
        Assert.Equal((6, right), (metrics.Count, metrics.Correct));

        // Numbers of options may differ, and the protocol's numbers are looked at before the scores.
        using var engine = Context.Model.CreatePredictionEngine<Row, Scored>(model);
        Same(model.ScoreChoices([rows[0].Video!], [["a red clip", "very dark"]]).Single(), engine.Predict(new Row { Video = rows[0].Video, Caption = ["a red clip", "very dark"] }).Score);
        var protocol = VideoTextProtocols.Get("msrvtt-mc");
        var wrong = Assert.Throws<ProtocolMismatchException>(() => Context.Umt().EvaluateMultipleChoice(scored, protocol: protocol));
        Assert.Equal(["Expected 2,990 videos, found 6.", "Expected 2,990 questions, found 6.", "Use the annotation file msrvtt_mc_test, whole."], wrong.Problems);
        var own = protocol with { Splits = [new ProtocolSplit("test", "own", 6, 6)] };
        Assert.Equal(metrics.Correct, Context.Umt().EvaluateMultipleChoice(scored, protocol: own).Correct);
    }

    [Fact]
    public void From_an_annotation_file_to_accuracy()
    {
        using var trained = _tiny.Fit(_tiny.Options());
        var path = Path.Combine(_tiny.Folder, "model.safetensors");
        trained.SaveCheckpoint(path);
        var list = Path.Combine(_tiny.Folder, "choices.json");
        var captions = string.Join(", ", Colours.Take(5).Select(colour => $"\"a {colour} clip\""));
        File.WriteAllText(list, $"[{string.Join(", ", Enumerable.Range(0, 4).Select(i => $$"""{"video": "{{i}}.mp4", "caption": [{{captions}}], "answer": {{i}}}"""))}]");
        var test = Context.Data.LoadVideoChoices(list, TinyVideos.Folder);
        var options = new VideoTextScoringOptions { Model = TinyVideoText.Model, CheckpointPath = path, VocabularyPath = _tiny.VocabularyPath, TextLength = 8, CaptionColumnName = "Options" };
        var pipeline = Context.Transforms.LoadVideos("Video", videoFolder: null, inputColumnName: "Path").Append(Context.Umt().ScoreVideoText(options));
        using var model = pipeline.Fit(test);
        var own = VideoTextProtocols.Get("msrvtt-mc") with { Splits = [new ProtocolSplit("test", "own", 4, 4)] };
        var metrics = Context.Umt().EvaluateMultipleChoice(model.Transform(test), protocol: own);
        var expected = trained.ScoreChoices(
            [.. Enumerable.Range(0, 4).Select(i => MLVideo.FromFile(Path.Combine(TinyVideos.Folder, $"{i}.mp4")))],
            [.. Enumerable.Repeat(Colours.Take(5).Select(colour => $"a {colour} clip").ToArray(), 4)]);
        Assert.Equal(MultipleChoiceMetrics.FromScores(expected, [0, 1, 2, 3]).Predictions, metrics.Predictions);
        Assert.Equal(0.2, metrics.ChanceAccuracy, 1e-6);
    }

    [Fact]
    public void An_option_without_a_text_and_a_video_that_cannot_be_read_have_no_score()
    {
        var options = _tiny.Options();
        (options.Reading.UnreadableVideos, options.ChoiceScoreColumnName) = (UnreadableVideos.Missing, "Choice");
        using var model = _tiny.Fit(options);
        Row[] rows = [new() { Video = TinyVideoText.Clip(0, 1), Caption = ["a red clip", "", "very white"] }, new() { Video = MLVideo.FromFile("/nowhere/absent.mp4"), Caption = ["a", "b"] }];
        var scores = model.Transform(Context.Data.LoadFromEnumerable(rows)).GetColumn<float[]>("Choice").ToArray();
        Assert.Equal([false, true, false], scores[0].Select(float.IsNaN));
        // The others share as if it were not there.
        Same(model.ScoreChoices([rows[0].Video!], [["a red clip", "very white"]]).Single(), [scores[0][0], scores[0][2]]);
        Assert.Empty(scores[1]);
        // The direct call says for each option that there is no score, and takes an empty text for the bare start of one.
        Assert.Equal([true, true], model.ScoreChoices([rows[1].Video!], [["a", "b"]]).Single().Select(float.IsNaN));
        Assert.DoesNotContain(model.ScoreChoices([rows[0].Video!], [["a", ""]]).Single(), float.IsNaN);
    }

    [Fact]
    public void Only_several_texts_and_an_asked_head_have_the_column()
    {
        using var model = _tiny.Fit(_tiny.Options());
        Assert.Null(model.GetOutputSchema(_tiny.View.Schema).GetColumnOrNull("Score"));
        var path = Path.Combine(_tiny.Folder, "model.safetensors");
        model.SaveCheckpoint(path);
        var several = Context.Data.LoadFromEnumerable([Choice(0, 0)]);
        var options = new VideoTextScoringOptions { Model = TinyVideoText.Model, CheckpointPath = path, VocabularyPath = _tiny.VocabularyPath, TextLength = 8, ChoiceScoreColumnName = "Choice" };
        using var loaded = Context.Umt().ScoreVideoText(options).Fit(several);
        Same(model.Transform(several).GetColumn<float[]>("Score").Single(), loaded.Transform(several).GetColumn<float[]>("Choice").Single());
        options.Matching = false;
        var estimator = Context.Umt().ScoreVideoText(options);
        Assert.DoesNotContain(estimator.GetOutputSchema(SchemaShapes.Of(several.Schema)), column => column.Name == "Choice");
        using var silent = estimator.Fit(several);
        Assert.Null(silent.GetOutputSchema(several.Schema).GetColumnOrNull("Choice"));
    }

    [Fact]
    public void A_saved_model_has_the_column_and_one_of_an_older_version_its_old_columns()
    {
        var options = _tiny.Options();
        options.ChoiceScoreColumnName = "Choice";
        using var model = _tiny.Fit(options);
        var several = Context.Data.LoadFromEnumerable([Choice(0, 0), Choice(1, 1)]);
        var now = Loaded(model);
        Assert.Equal(RowText.Of(model.Transform(several)), RowText.Of(now.Transform(several)));

        var before = Loaded(new OfVersionOne(model));
        Assert.Equal(["Video", "Caption", "Answer", "VideoEmbedding", "TextEmbedding", "Similarity", "MatchScore", "MatchProbability"], before.GetOutputSchema(several.Schema).Select(column => column.Name));
        Same(model.Transform(several).GetColumn<float[]>("MatchScore").First(), before.Transform(several).GetColumn<float[]>("MatchScore").First());
        // Saved again it stays as it is.
        Assert.Equal(8, Loaded(before).GetOutputSchema(several.Schema).Count);
        foreach (var loaded in (ITransformer[])[now, before])
            ((IDisposable)loaded).Dispose();
    }

    private static Row Choice(int colour, int answer)
    {
        string[] options = [.. Enumerable.Range(0, 3).Select(i => $"a {Colours[(colour + i + 6 - answer) % 6]} clip")];
        return new Row { Video = TinyVideoText.Clip(colour, 100 + colour), Caption = options, Answer = answer };
    }

    private static void Same(float[] expected, float[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    private ITransformer Loaded(ITransformer model)
    {
        // ML.NET cannot save a schema with videos in it.
        using var stream = new MemoryStream();
        Context.Model.Save(model, null, stream);
        stream.Position = 0;
        return new MLContext().Model.Load(stream, out _);
    }

    private sealed class Row
    {
        public MLVideo? Video { get; set; }

        public string[] Caption { get; set; } = [];

        public int Answer { get; set; }
    }

    private sealed class Scored
    {
        public float[] Score { get; set; } = [];
    }

    /// <summary>Saves a model as the library did before there was a column for multiple choice.</summary>
    private sealed class OfVersionOne(VideoTextTransformer model) : ITransformer
    {
        public bool IsRowToRowMapper => true;

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => model.GetOutputSchema(inputSchema);

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => model.GetRowToRowMapper(inputSchema);

        public IDataView Transform(IDataView input) => model.Transform(input);

        public void Save(ModelSaveContext ctx)
        {
            var (writer, settings) = (new ModelWriter(ctx, new ModelFormat("UMTVTEXT", VideoTextTransformer.LoaderSignature, 0x00010001, 0x00010001)), model.Settings);
            writer.Write(1);
            foreach (var name in new[]
            {
                settings.VideoColumnName, settings.CaptionColumnName, settings.VideoEmbeddingColumnName, settings.TextEmbeddingColumnName,
                settings.SimilarityColumnName, settings.MatchScoreColumnName, settings.MatchProbabilityColumnName,
            })
                writer.Write(name);
            writer.Write(settings.Matching);
            writer.Write(settings.BatchSize);
            writer.Write(settings.Precision);
            writer.Write(settings.Reading);
            writer.Write(settings.LongestVideo ?? TimeSpan.Zero);
            model.Network.Save(writer);
        }
    }
}
