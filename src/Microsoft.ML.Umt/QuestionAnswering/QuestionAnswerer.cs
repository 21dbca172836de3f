using System.Runtime.InteropServices;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Multimodal;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.QuestionAnswering;

/// <summary>Answers batches of questions from a list. Thread-safe.</summary>
/// <param name="network">The model; owned.</param>
/// <param name="settings">The list, and how many answers are scored and given.</param>
internal sealed class QuestionAnswerer(DeferredNetwork<QuestionAnsweringModel> network, QuestionAnsweringSettings settings) : IVideoBatchScorer<IReadOnlyList<VideoAnswer>>
{
    private readonly AnswerText _text = network.Look(model => new AnswerText(model.Tokenizer, model.TextLength, settings.AnswerLength));

    public IReadOnlyList<VideoAnswer> Missing => [];

    public IReadOnlyList<IReadOnlyList<VideoAnswer>> Score(ClipBatch clips)
    {
        var questions = new List<string>();
        for (var i = 0; i < clips.Requests.Count; i++)
        {
            if (clips.FailureOf(i) is null)
                questions.Add(clips.Requests[i].Texts?[0] ?? "");
        }
        return network.Use(placed => Answer(placed, placed.Normalization.Apply(clips.ToTensor(), placed.Device), questions));
    }

    public void Dispose() => network.Dispose();

    private IReadOnlyList<VideoAnswer>[] Answer(PlacedNetwork<QuestionAnsweringModel> placed, Tensor clips, List<string> questions)
    {
        var asked = _text.Questions(questions, placed.Device);
        var candidates = _text.Answers(settings.Answers, placed.Device);
        var (numbers, shares) = AnswerRanking.Rank(placed.Module, clips, asked, candidates, settings.ScoredAnswers);
        var (positions, probabilities) = (numbers.cpu().contiguous(), shares.cpu().contiguous());
        var places = MemoryMarshal.Cast<byte, long>(positions.bytes).ToArray().Chunk((int)positions.shape[1]).ToArray();
        var values = probabilities.data<float>().ToArray().Chunk((int)probabilities.shape[1]).ToArray();
        // An empty question is ML.NET's missing value.
        return [.. questions.Select((question, i) => CaptionText.Clean(question).Length == 0
            ? (IReadOnlyList<VideoAnswer>)[]
            : [.. Enumerable.Range(0, settings.AnswersPerRow).Select(k => new VideoAnswer(settings.Answers[(int)places[i][k]], values[i][k]))])];
    }
}
