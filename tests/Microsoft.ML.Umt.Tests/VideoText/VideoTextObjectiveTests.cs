using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.VideoText;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.VideoText;

/// <summary>The training pass where it draws for itself, and where there is little to learn from.</summary>
public class VideoTextObjectiveTests
{
    private static readonly Random Draws = new(5);

    [Fact]
    public void Everything_is_drawn_from_the_given_generator_and_repeats()
    {
        using var scope = NewDisposeScope();
        using var model = MultiFixture.Model();
        using var teacher = MultiFixture.LoadTeacher();
        var objective = new VideoTextObjective(model, teacher, new());
        var processWide = get_rng_state();
        var input = Input(model, 4);
        var one = objective.Compute(input, VideoTextDraws.None, new Random(9)).Total.item<float>();
        var two = objective.Compute(input, VideoTextDraws.None, new Random(9)).Total.item<float>();
        var other = objective.Compute(input, VideoTextDraws.None, new Random(10)).Total.item<float>();
        Assert.Equal(one, two);
        Assert.NotEqual(one, other);
        Assert.True(float.IsFinite(one));
        Assert.Equal(processWide.data<byte>().ToArray(), get_rng_state().data<byte>().ToArray());
    }

    [Fact]
    public void Pictures_take_their_own_mask()
    {
        using var scope = NewDisposeScope();
        using var model = MultiFixture.Model();
        using var teacher = MultiFixture.LoadTeacher();
        var clips = Input(model, 3);
        var pictures = clips with { Clips = clips.Clips.narrow(2, 0, 1).contiguous() };
        var losses = new VideoTextObjective(model, teacher, new()).Compute(pictures, VideoTextDraws.None, new Random(1));
        Assert.True(float.IsFinite(losses.Total.item<float>()));
        losses.Total.backward();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_batch_that_shows_one_thing_has_no_wrong_pairs_and_says_so(int batch)
    {
        using var scope = NewDisposeScope();
        using var model = MultiFixture.Model();
        var input = Input(model, batch) with { Identities = PairIdentities.Of(Enumerable.Repeat(4L, batch)) };
        var losses = new VideoTextObjective(model, null, new() { Weights = VideoTextLossWeights.Finetuning }).Compute(input, VideoTextDraws.None, new Random(1));
        Assert.Equal(MatchingOutcome.NoWrongPairs, losses.MatchingOutcome);
        Assert.Null(losses.Matching);
        Assert.NotNull(losses.Contrastive);
        Assert.True(float.IsFinite(losses.Total.item<float>()));
    }

    [Fact]
    public void A_loss_of_weight_zero_needs_nothing_and_leaves_no_gradient()
    {
        using var scope = NewDisposeScope();
        using var model = MultiFixture.Model();
        var weights = new VideoTextLossWeights { Alignment = 0, Matching = 0, MaskedLanguage = 0 };
        var losses = new VideoTextObjective(model, null, new() { Weights = weights }).Compute(Input(model, 3), VideoTextDraws.None, new Random(1));
        losses.Total.backward();
        Assert.Equal(MatchingOutcome.NotAsked, losses.MatchingOutcome);
        Assert.Null(model.itm_head.weight!.grad);
        Assert.Null(model.Text.encoder.layer[^1].intermediate.dense.weight!.grad);
        Assert.NotNull(model.vision_proj.weight!.grad);
    }

    [Fact]
    public void What_a_loss_needs_is_asked_for_at_once()
    {
        using var model = MultiFixture.Model(MultiFixture.Pretraining().ForRetrieval());
        Assert.Contains("teacher", Assert.Throws<ArgumentException>(() => new VideoTextObjective(model, null, new())).Message);
        Assert.Contains("LanguageHead", Assert.Throws<ArgumentException>(
            () => new VideoTextObjective(model, null, new() { Weights = new() { Alignment = 0 } })).Message);
    }

    [Fact]
    public void The_temperature_is_brought_back_into_its_range()
    {
        using var scope = NewDisposeScope();
        using var model = MultiFixture.Model();
        using (no_grad())
            model.temp.fill_(-3);
        new VideoTextObjective(model, null, new() { Weights = VideoTextLossWeights.Finetuning }).Compute(Input(model, 2), VideoTextDraws.None, new Random(1));
        Assert.Equal(0.001f, model.temp.item<float>());
    }

    [Fact]
    public void Wrong_pairs_are_never_right_ones_even_where_every_weight_rounds_to_nothing()
    {
        using var scope = NewDisposeScope();
        // At the lowest temperature the right pair takes all the weight there is.
        var similarity = (eye(6) * 2 - 1) / 0.001;
        var identities = PairIdentities.Of([1, 1, 2, 3, 3, 4]);
        using var generator = new Generator(3, CPU);
        var weights = HardNegatives.LogWeights(similarity, identities);
        for (var i = 0; i < 50; i++)
        {
            var drawn = HardNegatives.Draw(weights, generator).data<long>().ToArray();
            long[] shows = [1, 1, 2, 3, 3, 4];
            Assert.All(Enumerable.Range(0, 6), row => Assert.NotEqual(shows[row], shows[drawn[row]]));
        }
    }

    [Fact]
    public void Wrong_pairs_come_as_often_as_their_weights_say()
    {
        using var scope = NewDisposeScope();
        var similarity = tensor(new float[] { 0, 1, 2, 0.5f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }).reshape(4, 4);
        var weights = HardNegatives.LogWeights(similarity, PairIdentities.AllDifferent(4));
        var shares = (weights.exp() / weights.exp().sum(1, keepdim: true))[0].data<float>().ToArray();
        using var generator = new Generator(11, CPU);
        const int Rounds = 20000;
        // One call for all rounds: rows of the same weights.
        var drawn = HardNegatives.Draw(weights[0].expand(Rounds, 4), generator).data<long>().ToArray();
        for (var column = 0; column < 4; column++)
            Assert.Equal(shares[column], drawn.Count(d => d == column) / (double)Rounds, 0.015);
    }

    [Fact]
    public void Words_are_hidden_as_the_recipe_says()
    {
        using var scope = NewDisposeScope();
        var text = BertConfig.Base;
        var ids = full([200, 32], 1000L, ScalarType.Int64);
        ids.narrow(1, 0, 1).fill_(text.StartId);
        ids.narrow(1, 30, 2).fill_(text.PadId);
        using var words = MaskedWords.Draw(ids, text, 0.5, new Random(3));
        var (masked, labels) = (words.Ids.data<long>().ToArray(), words.Labels.data<long>().ToArray());
        var open = Enumerable.Range(0, masked.Length).Where(i => i % 32 is > 0 and < 30).ToList();
        var asked = open.Where(i => labels[i] != MaskedWords.Ignored).ToList();
        Assert.Equal(asked.Count, words.Asked().Length);
        Assert.Equal(0.5, asked.Count / (double)open.Count, 0.02);
        Assert.All(asked, i => Assert.Equal(1000, labels[i]));
        Assert.Equal(0.8, asked.Count(i => masked[i] == text.MaskId) / (double)asked.Count, 0.03);
        Assert.Equal(0.1, asked.Count(i => masked[i] == 1000) / (double)asked.Count, 0.02);
        Assert.All(Enumerable.Range(0, masked.Length).Except(asked), i => Assert.Equal(ids.data<long>().ToArray()[i], masked[i]));
    }

    [Fact]
    public void A_text_of_the_start_token_alone_has_no_words_to_hide()
    {
        using var scope = NewDisposeScope();
        using var model = MultiFixture.Model();
        var ids = full([2, 1], model.Config.Text.StartId, ScalarType.Int64);
        var input = Input(model, 2) with { TextIds = ids, TextMask = ones_like(ids) };
        var weights = new VideoTextLossWeights { Alignment = 0, Contrastive = 0, Matching = 0 };
        var losses = new VideoTextObjective(model, null, new() { Weights = weights }).Compute(input, VideoTextDraws.None, new Random(1));
        Assert.Null(losses.MaskedLanguage);
        Assert.Equal(0, losses.Total.item<float>());
    }

    private static VideoTextInput Input(VideoTextModel model, int batch)
    {
        var (vision, text) = (model.Config.Vision, model.Config.Text);
        using var generator = new Generator(1, CPU);
        var clips = rand([batch, 3, vision.Frames, vision.ImageHeight, vision.ImageWidth], generator: generator) - 0.5;
        var ids = tensor([.. Enumerable.Range(0, batch * 6).Select(i => i % 6 == 0 ? text.StartId : (long)Draws.Next(5, text.VocabularySize))]).reshape(batch, 6);
        return new VideoTextInput(clips, ids, ones_like(ids), PairIdentities.AllDifferent(batch));
    }
}
