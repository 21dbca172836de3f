using Microsoft.ML.Runtime;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pipeline.Internals;
using Microsoft.ML.Umt.VideoText;

namespace Microsoft.ML.Umt;

/// <summary>Classifies videos by words alone, without any labelled video.</summary>
/// <remarks>
/// <para>To create it, use <c>mlContext.Umt().ZeroShotClassification</c>. Nothing is learned. Class names are given, or taken from the key of a label column.</para>
/// <para>
/// | Column | Type |<br/>
/// | input  | <see cref="VideoDataViewType"/> |<br/>
/// | <c>PredictedLabel</c> | key with the class names |<br/>
/// | <c>Score</c> | vector of <see cref="float"/>, the probabilities of the classes |
/// </para>
/// </remarks>
public sealed class ZeroShotClassificationEstimator : IEstimator<ZeroShotClassificationTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly VideoTextTransformer _model;
    private readonly ZeroShotOptions _options;

    internal ZeroShotClassificationEstimator(IHostEnvironment environment, VideoTextTransformer model, ZeroShotOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        (_environment, _model, _options) = (environment, model, options.Clone());
        if (options.ClassNames is { } names)
            _options.ClassNames = Checked(names);
    }

    /// <summary>Encodes the class names; no video is read.</summary>
    /// <param name="input">Data with the video column, and with the label column where the options name no classes.</param>
    /// <returns>The classifier; dispose it when it is no longer needed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is absent or holds something else.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public ZeroShotClassificationTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _ = VideoColumn.Find(input.Schema, _model.VideoColumnName);
        var options = _options.Clone();
        options.ClassNames ??= Checked(LabelColumn.ClassNames(LabelColumn.Find(input.Schema, _options.LabelColumnName)));
        return ZeroShotClassificationTransformer.Create(_environment, _model.Settings, options, _model.Network.Share());
    }

    /// <summary>The input's shape with the added columns.</summary>
    /// <param name="inputSchema">Shape with the video column, and with the label column where the options name no classes.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is absent or holds something else.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        VideoColumn.Check(inputSchema, _model.VideoColumnName);
        if (_options.ClassNames is null)
            LabelColumn.Check(inputSchema, _options.LabelColumnName);
        // The number of classes is not part of a shape.
        var columns = ClassificationColumns.Create(_options.PredictedLabelColumnName, _options.ScoreColumnName, _options.ClassNames ?? ["", ""]);
        return inputSchema.With([.. columns.Select(column => column.Column), .. _model.Settings.Reading.CreatePolicy().Columns]);
    }

    private static string[] Checked(IReadOnlyList<string> names)
    {
        if (names.Count < 2 || names.Any(string.IsNullOrWhiteSpace) || names.Distinct(StringComparer.Ordinal).Count() != names.Count)
            throw new ArgumentException($"{nameof(ZeroShotOptions)}.{nameof(ZeroShotOptions.ClassNames)} must hold at least two different names, none of them empty.");
        return [.. names];
    }
}
