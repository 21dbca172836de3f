namespace Microsoft.ML.Umt;

/// <summary>The classifier that <see cref="VideoTrainingDepth.Head"/> trains on the features of a frozen encoder. Both are linear.</summary>
public enum VideoHeadKind
{
    /// <summary>
    /// Ridge regression on the class indicators, solved in closed form: no epochs, no learning rate, no chance. Its penalty and the temperature
    /// that turns its scores into probabilities are chosen by leave-one-out errors, which cost nothing extra.
    /// </summary>
    Ridge,

    /// <summary>Softmax regression trained by AdamW in epochs; follows the loss over class weights, label smoothing and early stopping.</summary>
    Softmax,
}
