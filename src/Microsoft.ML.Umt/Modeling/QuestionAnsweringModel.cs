using Microsoft.ML.Umt.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>
/// Question answering on video (spec <c>umt-multi</c>, section 8): a question is read together with the video's tokens, and a decoder scores answers
/// word by word while it looks at the question's states. State dict keys equal the authors'.
/// </summary>
/// <remarks>
/// The configuration's text tower is the encoder; its fusion layers' number is the depth of the decoder. Inputs are those of
/// <see cref="VideoTextModel"/>; answers start with the start token and end with the end token. Returned tensors belong to the caller. Evaluation
/// without gradients may run on several threads at once; training may not.
/// </remarks>
public sealed class QuestionAnsweringModel : nn.Module, IRandomModule
{
    internal readonly VisionTower vision_encoder;
    internal readonly BertModel text_encoder;
    internal readonly BertLanguageModel text_decoder;
    private readonly ModuleRandom _random;

    /// <summary>Makes the model with fresh weights, in training mode as every TorchSharp module.</summary>
    /// <param name="config">Sizes and options; those of the projections, of the teacher and of the word head are not used.</param>
    /// <param name="seed">Seed of the initial weights, of dropout and of drop path; null draws one.</param>
    /// <exception cref="ArgumentOutOfRangeException">A property of <paramref name="config"/> is out of range, or there is no fusion layer; the message names it.</exception>
    public QuestionAnsweringModel(VideoTextConfig config, int? seed = null)
        : base(nameof(QuestionAnsweringModel))
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();
        ConfigGuard.InRange(config.Text.FusionLayer, 0, config.Text.Depth - 1, nameof(BertConfig.FusionLayer));
        NativeRuntime.EnsureLoaded();
        Config = config;
        _random = new ModuleRandom(seed);
        vision_encoder = new VisionTower(config, pooled: false, _random);
        text_encoder = new BertModel(config.Text, config.Vision.Width, _random);
        // The authors give the decoder the vision tower's width, which works only where the two are equal.
        text_decoder = new BertLanguageModel(config.Text.Decoder, config.Text.Width, _random);
        RegisterComponents();
        TextInit.Bert(text_encoder, _random);
        TextInit.Bert(text_decoder, _random);
    }

    /// <summary>The sizes and options the model was made with.</summary>
    public VideoTextConfig Config { get; }

    ModuleRandom IRandomModule.Random => _random;

    /// <summary>The video's normed tokens <c>[B, N, D]</c>.</summary>
    /// <param name="clips">Normalised clips or pictures.</param>
    /// <exception cref="ArgumentException">The input has another shape than the configuration says.</exception>
    public Tensor EncodeVideo(Tensor clips)
    {
        ArgumentNullException.ThrowIfNull(clips);
        return vision_encoder.Encode(clips);
    }

    /// <summary>States <c>[B, L, D]</c> of questions read together with their videos.</summary>
    /// <param name="ids">Word ids <c>[B, L]</c>.</param>
    /// <param name="mask">1 for words, 0 for padding, <c>[B, L]</c>.</param>
    /// <param name="videoTokens">Tokens of <see cref="EncodeVideo"/>, <c>[B, N, D]</c>.</param>
    /// <exception cref="ArgumentException">The ids are of another type or longer than the text tower reads.</exception>
    public Tensor EncodeQuestion(Tensor ids, Tensor mask, Tensor videoTokens) => text_encoder.EncodeWith(ids, mask, videoTokens);

    /// <summary>What the decoder keeps of question states; rows may be taken from it any number of times.</summary>
    internal AttentionMemory[] Remember(Tensor questionStates) => text_decoder.bert.Remember(questionStates);

    /// <summary>Scores of the next word at every token of the answers, <c>[B, L, vocabulary]</c>.</summary>
    internal Tensor Decode(Tensor ids, Tensor mask, AttentionMemory[] question, Tensor questionMask)
    {
        using var scope = NewDisposeScope();
        return text_decoder.Predict(text_decoder.bert.Decode(ids, mask, question, questionMask)).MoveToOuterDisposeScope();
    }

    /// <summary>Restarts the random numbers of dropout and drop path.</summary>
    /// <param name="seed">Any number; the same seed gives the same draws.</param>
    public void SeedRandomness(int seed) => _random.Seed(seed);

    /// <summary>The tensors by name; tied ones stand under both names that the authors' files give them.</summary>
    /// <inheritdoc/>
    public override Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
    {
        var tensors = base.state_dict(destination, prefix);
        TiedNames.Add(tensors, (string.IsNullOrEmpty(prefix) ? "" : prefix + ".") + "text_decoder.", text_decoder.Words, text_decoder.WordBias);
        return tensors;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _random.Dispose();
        base.Dispose(disposing);
    }
}
