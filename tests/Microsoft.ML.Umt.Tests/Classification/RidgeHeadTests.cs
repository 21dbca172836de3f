using Microsoft.ML.Umt.Classification;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Classification;

public sealed class RidgeHeadTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(2, true)]
    public void Left_out_scores_are_those_of_a_head_trained_without_the_video(int variants, bool weighted)
    {
        const int videos = 9, width = 5, classes = 3;
        const double penalty = 0.3;
        Microsoft.ML.Umt.Runtime.NativeRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        var random = new Random(4);
        var features = Enumerable.Range(0, videos)
            .Select(_ => Enumerable.Range(0, variants).Select(_ => Enumerable.Range(0, width).Select(_ => (float)random.NextDouble()).ToArray()).ToArray())
            .ToArray();
        int[] labels = [.. Enumerable.Range(0, videos).Select(i => i % classes)];
        var table = new FeatureTable(features, labels, classes, weighted ? [0.5f, 2, 1] : null);
        var scaled = new FeatureScaling(table.Flatten(), width).Apply(table.Flatten());
        var solution = new RidgeProblem(table, scaled).Solve(penalty);

        var rows = tensor(scaled, [videos * variants, width], ScalarType.Float64);
        var rowLabels = labels.SelectMany(label => Enumerable.Repeat(label, variants)).ToArray();
        var weights = tensor(rowLabels.Select(label => (double)(table.ClassWeights?[label] ?? 1)).ToArray(), ScalarType.Float64).unsqueeze(1);
        var targets = nn.functional.one_hot(tensor(rowLabels.Select(label => (long)label).ToArray()), classes).to(ScalarType.Float64);
        var centred = rows - (rows * weights).sum([0]) / weights.sum();
        var absolute = penalty * (centred.square() * weights).sum().item<double>() / weights.sum().item<double>();
        for (var video = 0; video < videos; video++)
        {
            var kept = tensor(Enumerable.Range(0, videos * variants).Where(row => row / variants != video).Select(row => (long)row).ToArray());
            var (x, y, w) = (rows.index_select(0, kept), targets.index_select(0, kept), weights.index_select(0, kept));
            var (meanX, meanY) = ((x * w).sum([0]) / w.sum(), (y * w).sum([0]) / w.sum());
            var xc = x - meanX;
            var gram = xc.t().matmul(xc * w) + eye(width, dtype: ScalarType.Float64) * absolute;
            var beta = linalg.solve(gram, xc.t().matmul((y - meanY) * w));
            var scores = (rows.narrow(0, video * variants, variants) - meanX).matmul(beta) + meanY;
            var expected = solution.Calibration.Probabilities(scores.contiguous().data<double>().ToArray().Chunk(classes), classes);
            Assert.All(expected.Zip(solution.LeftOutScores[video]), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        }
    }

    [Fact]
    public void The_factor_that_is_found_makes_the_labels_most_likely()
    {
        var random = new Random(2);
        var scores = Enumerable.Range(0, 200).Select(_ => new[] { random.NextDouble(), random.NextDouble(), random.NextDouble() }).ToArray();
        // Labels drawn from a softmax with factor 4.
        var labels = scores.Select(row =>
        {
            var shares = row.Select(score => Math.Exp(4 * score)).ToArray();
            var draw = random.NextDouble() * shares.Sum();
            return draw < shares[0] ? 0 : draw < shares[0] + shares[1] ? 1 : 2;
        }).ToArray();
        var found = Calibration.Fit(scores, labels);
        Assert.InRange(found.Factor, 2.5, 6);
        foreach (var factor in new[] { found.Factor * 0.9, found.Factor * 1.1 })
        {
            var loss = scores.Select((row, i) => Math.Log(row.Sum(score => Math.Exp(factor * score))) - factor * row[labels[i]]).Average();
            Assert.True(loss >= found.LogLoss);
        }
    }

    [Fact]
    public void Scaling_folded_into_the_head_changes_nothing()
    {
        float[] rows = [1, 100, 2, 300, 4, 200];
        var scaling = new FeatureScaling(rows, 2);
        var scaled = scaling.Apply(rows);
        double[] weights = [0.5, -1, 2, 0.25], biases = [0.1, -0.2];
        var head = scaling.Fold(weights, biases, factor: 3);
        var logits = new float[2];
        for (var row = 0; row < 3; row++)
        {
            head.Logits(rows.AsSpan(2 * row, 2), logits);
            for (var c = 0; c < 2; c++)
                Assert.Equal(3 * (weights[2 * c] * scaled[2 * row] + weights[2 * c + 1] * scaled[2 * row + 1] + biases[c]), logits[c], 1e-4);
        }
    }
}
