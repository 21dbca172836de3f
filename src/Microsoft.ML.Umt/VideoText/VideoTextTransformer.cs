using Microsoft.ML.Runtime;
using Microsoft.ML.Umt;
using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Multimodal;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pipeline.Internals;
using Microsoft.ML.Umt.VideoText;

[assembly: LoadableModel(typeof(VideoTextTransformer), "UMT video-text scorer", VideoTextTransformer.LoaderSignature)]

namespace Microsoft.ML.Umt;

/// <summary>Brings videos and texts into one space and says how well they fit: the model behind searches by words. Thread-safe.</summary>
/// <remarks>
/// <para>
/// Added columns: the video's embedding; where the data has the caption column also the text's embedding, their similarity (cosine, averaged over the
/// frames), and what the matching head says of them, raw and as a probability. A caption column that holds vectors of texts gives one value for each text, and a
/// <c>Score</c> for each as in <see cref="ScoreChoices"/>, which <c>EvaluateMultipleChoice</c> reads. An empty caption, or a video that could not be read, gives NaN (for
/// such a video no values where captions are vectors).
/// </para>
/// <para>
/// Cosines of pairs that belong together are small numbers, 0.2 to 0.3 in the published models: compare them with each other, not with a fixed limit. The
/// matching score is slower, as the text is read anew beside each video, and better: order by similarity first, then the best by score.
/// </para>
/// <para>Weights lie in main memory; they take their place on the device when the first video or text is scored. A saved model holds weights and vocabulary.</para>
/// </remarks>
public sealed class VideoTextTransformer : VideoBatchTransformer
{
    internal const string LoaderSignature = "UmtVideoText";

    // 0x00010002 has the column of multiple choice.
    private static readonly ModelFormat FormatOfThis = new("UMTVTEXT", LoaderSignature, Version: 0x00010002, OldestReadable: 0x00010001);

    private readonly VideoTextScorer _scorer;
    private readonly SquashedClipReader _reader;
    private readonly VideoTextScoring _scoring;

    private VideoTextTransformer(VideoTextSettings settings, DeferredNetwork<VideoTextModel> network, VideoTextScorer scorer, SquashedClipReader reader, VideoTextScoring scoring)
        : base(scoring) => (Settings, Network, _scorer, _reader, _scoring, Model) = (settings, network, scorer, reader, scoring, network.Look(model => model.Preset));

    /// <summary>Name of the video column.</summary>
    public string VideoColumnName => Settings.VideoColumnName;

    /// <summary>Name of the caption column; data need not have it.</summary>
    public string CaptionColumnName => Settings.CaptionColumnName;

    /// <summary>The model's description.</summary>
    public VideoTextPreset Model { get; }

    /// <summary>Length of an embedding.</summary>
    public int EmbeddingWidth => Model.Config.EmbeddingWidth;

    /// <summary>Whether the model has a matching head that is asked; without it there is no <see cref="Match(string, IReadOnlyList{MLVideo}, CancellationToken)"/>.</summary>
    public bool HasMatching => _scorer.Matching;

    /// <summary>
    /// Main memory in which <c>Match</c>, and searches that it re-ranks, keep encoded videos for the next call, in bytes, 0 or more: for B/16 about 2.4 MB a video of
    /// 4 frames, 7 MB of 12. The longest unused go first, and a file that changed is read again. Default 512 MiB. Not saved with the model.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long MatchCacheBytes
    {
        get => _scoring.Pairs.Cache.Limit;
        set => _scoring.Pairs.Cache.Limit = OptionGuard.InRange(value, 0, long.MaxValue);
    }

    internal VideoTextSettings Settings { get; }

    internal DeferredNetwork<VideoTextModel> Network { get; }

    /// <summary>Unit vectors of texts. They are cleaned as in training; an empty text is encoded as the bare start of a text, as the authors do.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="cancellationToken">Ends the work between batches.</param>
    /// <returns>One vector of <see cref="EmbeddingWidth"/> numbers for each text, in order.</returns>
    /// <exception cref="ArgumentException">A text is null.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public IReadOnlyList<float[]> EmbedTexts(IReadOnlyList<string> texts, CancellationToken cancellationToken = default)
    {
        CheckTexts(texts);
        return _scorer.Embed(texts, () =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            _scoring.ThrowIfCanceled();
        });
    }

    /// <summary>Embeddings of videos and of the frames that were looked at, read in parallel and encoded in batches.</summary>
    /// <param name="videos">The videos.</param>
    /// <param name="cancellationToken">Ends the work; no child process is left.</param>
    /// <returns>One result for each video, in order.</returns>
    /// <exception cref="VideoDecodeException">A video cannot be read, and the options say to throw.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public IReadOnlyList<VideoTextEmbedding> EmbedVideos(IReadOnlyList<MLVideo> videos, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(videos);
        var scored = _scoring.Score(videos.Select((video, row) => new ClipRequest(video, row)), cancellationToken);
        return [.. scored.Select((result, i) => new VideoTextEmbedding(result.Row.Video, Frames(videos[i], result, cancellationToken), result.Failure?.Message))];
    }

    /// <summary>What the matching head says of one text and each of some videos.</summary>
    /// <param name="text">The text.</param>
    /// <param name="videos">The videos, for example the best of a search.</param>
    /// <param name="cancellationToken">Ends the work; no child process is left.</param>
    /// <returns>One result for each video, in order.</returns>
    /// <exception cref="InvalidOperationException">The model has no matching head, or it was turned off.</exception>
    /// <exception cref="VideoDecodeException">A video cannot be read, and the options say to throw.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public IReadOnlyList<VideoTextMatch> Match(string text, IReadOnlyList<MLVideo> videos, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(videos);
        return Match(videos, [text], [.. Enumerable.Range(0, videos.Count).Select(video => (video, 0))], cancellationToken);
    }

    /// <summary>
    /// What the matching head says of any pairs. Each video is read and encoded once, whatever the number of its pairs, and not at all if it was asked for a short while ago
    /// (<see cref="MatchCacheBytes"/>).
    /// </summary>
    /// <param name="videos">The videos.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="pairs">Numbers of a video and a text, from 0.</param>
    /// <param name="cancellationToken">Ends the work; no child process is left.</param>
    /// <returns>One result for each pair, in their order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A pair names a video or text that is not there.</exception>
    /// <exception cref="InvalidOperationException">The model has no matching head, or it was turned off.</exception>
    /// <exception cref="VideoDecodeException">A video cannot be read, and the options say to throw.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public IReadOnlyList<VideoTextMatch> Match(
        IReadOnlyList<MLVideo> videos, IReadOnlyList<string> texts, IReadOnlyList<(int Video, int Text)> pairs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(videos);
        ArgumentNullException.ThrowIfNull(pairs);
        CheckTexts(texts);
        CheckMatching();
        return _scoring.Pairs.Match(videos, texts, pairs, cancellationToken);
    }

    /// <summary>
    /// Multiple choice as the authors score it (spec umt-multi 7): for each option 0.7 of the matching head's probability and 0.3 of the option's share among
    /// the options by similarity. The largest is the answer.
    /// </summary>
    /// <param name="videos">The videos.</param>
    /// <param name="options">For each video the texts to choose from, at least one.</param>
    /// <param name="cancellationToken">Ends the work; no child process is left.</param>
    /// <returns>For each video a score for each option, in order; NaN for a video that could not be read if the options of the model say so.</returns>
    /// <exception cref="ArgumentException">There are not as many lists of options as videos, one is empty, or a text is null.</exception>
    /// <exception cref="InvalidOperationException">The model has no matching head, or it was turned off.</exception>
    /// <exception cref="VideoDecodeException">A video cannot be read, and the options say to throw.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public IReadOnlyList<float[]> ScoreChoices(IReadOnlyList<MLVideo> videos, IReadOnlyList<IReadOnlyList<string>> options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(videos);
        ArgumentNullException.ThrowIfNull(options);
        if (videos.Count != options.Count || options.Any(list => list is null || list.Count == 0))
            throw new ArgumentException($"There are {videos.Count} videos and {options.Count} lists of options; each video needs one, with at least one text.", nameof(options));
        foreach (var list in options)
            CheckTexts(list);
        CheckMatching();
        var scored = _scoring.Score(videos.Select((video, i) => new ClipRequest(video, i, Texts: [.. options[i].Select(PairScoring.Spoken)])), cancellationToken);
        return [.. scored.Select((result, i) => ChoiceScores.Of(result.Row, options[i].Count, _scorer.Temperature))];
    }

    /// <summary>
    /// Writes the weights with the names of the authors' code, as a PyTorch file if the name ends in <c>.pth</c> or <c>.pt</c>, else as safetensors. <see cref="VideoTextScoringOptions.CheckpointPath"/> and the trainers on videos and words
    /// load it, with the same vocabulary.
    /// </summary>
    /// <param name="path">The file; an existing one is replaced, and only when the new one is whole.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public void SaveCheckpoint(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        Network.Look(network =>
        {
            WeightExport.Write(path, network.Module.state_dict(), new Dictionary<string, string> { ["format"] = "pt", ["umt.preset"] = network.Preset.Name });
            return network;
        });
    }

    /// <summary>Puts the parts together.</summary>
    /// <param name="environment">Of the context that fits or loads.</param>
    /// <param name="settings">Columns, reading, batches.</param>
    /// <param name="network">The model; owned by the transformer.</param>
    /// <param name="device">Where to compute.</param>
    internal static VideoTextTransformer Create(IHostEnvironment environment, VideoTextSettings settings, TextVideoNetwork<VideoTextModel> network, DeviceRequest device)
    {
        var deferred = new DeferredNetwork<VideoTextModel>(network, settings.Precision, device);
        try
        {
            var scorer = new VideoTextScorer(deferred, settings.Matching);
            var reader = SquashedClipReader.Test(settings.Reading.CreateDecoder(), network.Preset.Frames, network.Preset.ImageSize, settings.LongestVideo);
            var scoring = new VideoTextScoring(environment.Register(nameof(VideoTextTransformer)), settings, network.Preset.Config.EmbeddingWidth, reader, scorer, deferred);
            return new VideoTextTransformer(settings, deferred, scorer, reader, scoring);
        }
        catch
        {
            deferred.Dispose();
            throw;
        }
    }

    private protected override ModelFormat Format => FormatOfThis;

    private protected override void Save(ModelWriter writer)
    {
        Settings.Write(writer);
        Network.Save(writer);
    }

    // Found by name by ML.NET's model loader.
    private static VideoTextTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var reader = new ModelReader(ctx, FormatOfThis);
        var device = env.GetDeviceRequest();
        device.ThrowIfAbsent();
        var settings = VideoTextSettings.Read(reader);
        return Create(env, settings, TextVideoNetwork<VideoTextModel>.Read(reader, config => new VideoTextModel(config, seed: 0)), device);
    }

    private IReadOnlyList<VideoTextFrame> Frames(MLVideo video, ScoredVideo<VideoTextRow> result, CancellationToken cancellationToken)
    {
        if (result.Failure is not null)
            return [];
        var times = _reader.Times(video, cancellationToken);
        // A token may span several frames; it has the time of the first.
        var step = times.Count / result.Row.Frames.Length;
        return [.. result.Row.Frames.Select((vector, i) => new VideoTextFrame(times[i * step], vector))];
    }

    private void CheckMatching()
    {
        if (!HasMatching)
            throw new InvalidOperationException("This model has no matching head that is asked: it was made without fusion layers, never learned to match, or Matching was turned off in the options.");
    }

    private static void CheckTexts(IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        for (var i = 0; i < texts.Count; i++)
        {
            if (texts[i] is null)
                throw new ArgumentException($"Text {i} (counted from 0) is null.", nameof(texts));
        }
    }
}
