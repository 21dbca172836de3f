using Microsoft.ML.Umt.Text;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.QuestionAnswering;

/// <summary>Questions and answers as the model reads them: questions are cleaned, answers are not and carry their own end token (spec umt-multi 8).</summary>
internal sealed class AnswerText(TextTokenizer tokenizer, int questionLength, int answerLength)
{
    /// <summary>Questions; the tensors belong to the current dispose scope.</summary>
    public TextBatch Questions(IReadOnlyList<string> questions, Device device) =>
        Batch(tokenizer.Encode([.. questions.Select(question => CaptionText.Clean(question))], questionLength), device);

    /// <summary>Answers; the tensors belong to the current dispose scope.</summary>
    public TextBatch Answers(IReadOnlyList<string> answers, Device device) =>
        Batch(tokenizer.Encode([.. answers.Select(answer => tokenizer.AddSeparator ? answer : $"{answer} {WordPieceVocabulary.Separator}")], answerLength), device);

    private static TextBatch Batch(TokenBatch tokens, Device device) => new(tokens.IdTensor(device), tokens.MaskTensor(device));
}
