using Microsoft.ML.Umt.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>
/// The video-text model of UMT's second stage (spec <c>umt-multi</c>, section 1): a vision tower, a text tower whose upper layers also look at the
/// video, projections into a common space, and a head that says whether the two belong together. With
/// <see cref="VideoTextConfig.LanguageHead"/> its state dict is that of the authors' pretraining files (the frozen teacher aside), without it that of
/// their retrieval files.
/// </summary>
/// <remarks>
/// Clips are float <c>[B, 3, T, H, W]</c>, RGB, normalised; T is the configured number of frames, or 1 for pictures. Word ids are int64 <c>[B, L]</c>,
/// starting with the start token; masks are 1 for words and 0 for padding. Returned tensors belong to the caller. Evaluation without gradients may run on
/// several threads at once; training may not.
/// </remarks>
public sealed class VideoTextModel : nn.Module, IRandomModule
{
    internal readonly Parameter temp;
    internal readonly VisionTower vision_encoder;
    internal readonly nn.Module text_encoder;
    internal readonly Linear vision_proj;
    internal readonly Linear text_proj;
    internal readonly Linear itm_head;
    private readonly ModuleRandom _random;

    /// <summary>Makes the model with fresh weights, in training mode as every TorchSharp module.</summary>
    /// <param name="config">Sizes and options.</param>
    /// <param name="seed">Seed of the initial weights, of dropout and of drop path; null draws one.</param>
    /// <exception cref="ArgumentOutOfRangeException">A property of <paramref name="config"/> is out of range; the message names it.</exception>
    public VideoTextModel(VideoTextConfig config, int? seed = null)
        : base(nameof(VideoTextModel))
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();
        NativeRuntime.EnsureLoaded();
        Config = config;
        _random = new ModuleRandom(seed);
        var (vision, text) = (config.Vision.Width, config.Text);
        temp = OwnParameter.Of(tensor((float)config.Temperature));
        vision_encoder = new VisionTower(config, pooled: true, _random);
        text_encoder = config.LanguageHead ? new BertLanguageModel(text, vision, _random) : new BertModel(text, vision, _random);
        vision_proj = nn.Linear(vision, config.EmbeddingWidth);
        text_proj = nn.Linear(text.Width, config.EmbeddingWidth);
        itm_head = nn.Linear(text.Width, 2);
        RegisterComponents();
        TextInit.Bert(text_encoder, _random);
        foreach (var head in (Linear[])[vision_proj, text_proj, itm_head])
            TextInit.Head(head, _random);
    }

    /// <summary>The sizes and options the model was made with.</summary>
    public VideoTextConfig Config { get; }

    internal BertModel Text => text_encoder as BertModel ?? ((BertLanguageModel)text_encoder).bert;

    ModuleRandom IRandomModule.Random => _random;

    /// <summary>
    /// A clip's normed tokens <c>[B, N, D]</c> and its pooled vectors: one a frame, <c>[B, T, D]</c>, or with
    /// <see cref="VideoTextConfig.KeepTemporal"/> off one, <c>[B, 1, D]</c>.
    /// </summary>
    /// <param name="clips">Normalised clips or pictures.</param>
    /// <exception cref="ArgumentException">The input has another shape than the configuration says.</exception>
    public (Tensor Tokens, Tensor Pooled) EncodeVideo(Tensor clips)
    {
        ArgumentNullException.ThrowIfNull(clips);
        var tokens = vision_encoder.Encode(clips);
        return (tokens, vision_encoder.Pool(tokens, Config.KeepTemporal ? TokenFrames(clips) : null));
    }

    /// <summary>The visible tokens of masked clips, their pooled vectors, and the features to compare with the teacher's (null without decoders).</summary>
    /// <param name="clips">Normalised clips or pictures.</param>
    /// <param name="visible">Indices of the visible tokens, ascending, <c>[B, Nvis]</c> int64.</param>
    /// <param name="keepTemporal">Whether pooling keeps the frames apart; every frame must then have as many visible tokens.</param>
    internal (Tensor Tokens, Tensor Pooled, Tensor? Aligned) EncodeMasked(Tensor clips, Tensor visible, bool keepTemporal = false)
    {
        var (tokens, aligned) = vision_encoder.Encode(clips, visible);
        return (tokens, vision_encoder.Pool(tokens, keepTemporal && Config.KeepTemporal ? TokenFrames(clips) : null), aligned);
    }

    /// <summary>States <c>[B, L, D]</c> of texts below the fusion layers.</summary>
    /// <param name="ids">Word ids <c>[B, L]</c>.</param>
    /// <param name="mask">1 for words, 0 for padding, <c>[B, L]</c>.</param>
    /// <exception cref="ArgumentException">The ids are of another type or longer than the text tower reads.</exception>
    public Tensor EncodeText(Tensor ids, Tensor mask) => Text.EncodeText(ids, mask);

    /// <summary>Pooled vectors <c>[B, T, D]</c> in the common space, <c>[B, T, E]</c>, not normalised.</summary>
    /// <param name="pooled">What <see cref="EncodeVideo"/> gives.</param>
    public Tensor ProjectVideo(Tensor pooled) => vision_proj.call(pooled);

    /// <summary>Text states <c>[B, L, D]</c> in the common space, <c>[B, E]</c>, not normalised: the first token's.</summary>
    /// <param name="states">What <see cref="EncodeText"/> gives.</param>
    public Tensor ProjectText(Tensor states)
    {
        using var scope = NewDisposeScope();
        return text_proj.call(states.select(1, 0)).MoveToOuterDisposeScope();
    }

    /// <summary>What the fusion layers keep of video tokens, for any number of texts.</summary>
    internal AttentionMemory[] Remember(Tensor videoTokens) => Text.Remember(videoTokens);

    /// <summary>Text states after the fusion layers have looked at the video's memory, <c>[B, L, D]</c>.</summary>
    internal Tensor Fuse(Tensor states, Tensor mask, AttentionMemory[] memory) => Text.Fuse(states, mask, memory);

    /// <summary>Whether each text belongs to its video: logits <c>[B, 2]</c>, the second for yes.</summary>
    /// <param name="states">Text states of <see cref="EncodeText"/>, <c>[B, L, D]</c>.</param>
    /// <param name="mask">1 for words, 0 for padding, <c>[B, L]</c>.</param>
    /// <param name="videoTokens">Tokens of <see cref="EncodeVideo"/>, <c>[B, N, D]</c>.</param>
    /// <exception cref="InvalidOperationException">The text tower has no fusion layers.</exception>
    public Tensor Match(Tensor states, Tensor mask, Tensor videoTokens)
    {
        using var scope = NewDisposeScope();
        return MatchFused(Fuse(states, mask, Remember(videoTokens))).MoveToOuterDisposeScope();
    }

    internal Tensor MatchFused(Tensor fused)
    {
        using var scope = NewDisposeScope();
        return itm_head.call(fused.select(1, 0)).MoveToOuterDisposeScope();
    }

    /// <summary>Fused states <c>[..., D]</c> to scores of every word.</summary>
    internal Tensor PredictWords(Tensor fused) => text_encoder is BertLanguageModel language
        ? language.Predict(fused)
        : throw new InvalidOperationException($"The model was made without a word head: {nameof(VideoTextConfig)}.{nameof(VideoTextConfig.LanguageHead)} is false.");

    /// <summary>Brings the temperature back into its range; training does so before every step.</summary>
    internal void ClampTemperature()
    {
        using var _ = no_grad();
        temp.clamp_(VideoTextConfig.LowestTemperature, VideoTextConfig.HighestTemperature);
    }

    /// <summary>Restarts the random numbers of dropout and drop path.</summary>
    /// <param name="seed">Any number; the same seed gives the same draws.</param>
    public void SeedRandomness(int seed) => _random.Seed(seed);

    /// <summary>The tensors by name; tied ones stand under both names that the authors' files give them.</summary>
    /// <inheritdoc/>
    public override Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
    {
        var tensors = base.state_dict(destination, prefix);
        if (text_encoder is BertLanguageModel language)
            TiedNames.Add(tensors, (string.IsNullOrEmpty(prefix) ? "" : prefix + ".") + "text_encoder.", language.Words, language.WordBias);
        return tensors;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _random.Dispose();
        base.Dispose(disposing);
    }

    private long TokenFrames(Tensor clips) => clips.shape[2] / Config.Vision.TubeletSize;
}
