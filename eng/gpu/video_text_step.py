"""One step of video-text pretraining in eager PyTorch: the peer that the library is measured against on the same GPU.

Written from the paper's description: the student of stage 1 sees the tokens that a frozen CLIP image tower attends to; a BERT reads the caption with its
lower layers and looks at the student's tokens with its upper ones. Four losses: the student gives the tower's features (UTA), videos and captions find
each other in the batch (VTC), a head tells matching pairs from hard wrong ones (VTM), hidden words are guessed (MLM). Everything that PyTorch offers an
eager program is used: mixed precision in bfloat16, a teacher in bfloat16, fused attention with its own dropout, the fused AdamW, pinned clips, matching
pairs in one batch, and no wait for the device but one at the end of each step.

Usage: video_text_step.py [--size base|large|tiny] [--batch 32,64] [--device cuda|cpu]
"""
import argparse
import json
import time

import torch
from torch import nn
from torch.nn import functional as F

from pretraining_step import (MASK_RATIO, PATCH, PEAK, TIMED, WARM_UP, PhaseClock, StudentBlock, Teacher, draw_visible, gather, normalise, sinusoid,
                              used_memory)

WORDS, ASKED, DROPOUT = 32, 0.5, 0.1
START, MASK, PAD = 101, 103, 0

SIZES = {
    "base": dict(name="UMT-B/16 and bert-base with CLIP-B/16", image=224, frames=4, width=768, depth=12, heads=12, drop_path=0.1, layers=6, embed=512,
                 text=dict(words=30522, width=768, heads=12, hidden=3072, depth=12, fusion=9),
                 teacher=dict(image=224, patch=16, width=768, depth=12, heads=12, out=512)),
    "large": dict(name="UMT-L/16 and bert-large with CLIP-L/14", image=224, frames=4, width=1024, depth=24, heads=16, drop_path=0.2, layers=6, embed=768,
                  text=dict(words=30522, width=1024, heads=16, hidden=4096, depth=24, fusion=19),
                  teacher=dict(image=196, patch=14, width=1024, depth=24, heads=16, out=768)),
    "tiny": dict(name="tiny towers with a tiny CLIP", image=64, frames=4, width=128, depth=3, heads=2, drop_path=0.0, layers=2, embed=64,
                 text=dict(words=1000, width=128, heads=2, hidden=512, depth=3, fusion=2),
                 teacher=dict(image=64, patch=16, width=128, depth=3, heads=2, out=64)),
}


class Vision(nn.Module):
    def __init__(self, size):
        super().__init__()
        width, depth, self.layers = size["width"], size["depth"], size["layers"]
        self.conv = nn.Conv3d(3, width, (1, PATCH, PATCH), (1, PATCH, PATCH))
        self.register_buffer("positions", sinusoid(size["frames"] * (size["image"] // PATCH) ** 2, width), persistent=False)
        self.blocks = nn.ModuleList(StudentBlock(width, size["heads"], size["drop_path"] * i / max(depth - 1, 1)) for i in range(depth))
        self.norm, self.pool_norm = nn.LayerNorm(width, eps=1e-6), nn.LayerNorm(width, eps=1e-6)
        out = size["teacher"]["out"]
        self.heads = nn.ModuleList(nn.Linear(width, out) for _ in range(self.layers))
        self.norms = nn.ModuleList(nn.LayerNorm(out) for _ in range(self.layers))

    def forward(self, clips, visible):
        x = gather(self.conv(clips).flatten(2).transpose(1, 2) + self.positions, visible)
        kept = []
        for i, block in enumerate(self.blocks):
            x = block(x)
            if i >= len(self.blocks) - self.layers:
                kept.append(x)
        kept = self.norm(torch.stack(kept))
        placed = kept + gather(self.positions.expand(x.shape[0], -1, -1), visible)
        aligned = torch.stack([norm(head(layer)) for head, norm, layer in zip(self.heads, self.norms, placed)])
        tokens = kept[-1]
        return tokens, self.pool_norm(tokens.mean(1, keepdim=True)), aligned


class TextAttention(nn.Module):
    def __init__(self, width, heads, memory):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = nn.Linear(width, width), nn.Linear(memory, width), nn.Linear(memory, width)
        self.out, self.norm = nn.Linear(width, width), nn.LayerNorm(width, eps=1e-12)

    def split(self, x):
        return x.view(x.shape[0], x.shape[1], self.heads, -1).transpose(1, 2)

    def forward(self, x, memory, mask):
        dropout = DROPOUT if self.training else 0.0
        attended = F.scaled_dot_product_attention(self.split(self.query(x)), self.split(self.key(memory)), self.split(self.value(memory)), mask, dropout)
        return self.norm(x + F.dropout(self.out(attended.transpose(1, 2).flatten(2)), DROPOUT, self.training))


class TextLayer(nn.Module):
    def __init__(self, width, heads, hidden, memory):
        super().__init__()
        self.own = TextAttention(width, heads, width)
        self.cross = TextAttention(width, heads, memory) if memory else None
        self.wide, self.narrow, self.norm = nn.Linear(width, hidden), nn.Linear(hidden, width), nn.LayerNorm(width, eps=1e-12)

    def forward(self, x, mask, memory):
        x = self.own(x, x, mask)
        if self.cross is not None:
            x = self.cross(x, memory, None)
        return self.norm(x + F.dropout(self.narrow(F.gelu(self.wide(x))), DROPOUT, self.training))


class Text(nn.Module):
    def __init__(self, memory, words, width, heads, hidden, depth, fusion):
        super().__init__()
        self.fusion = fusion
        self.words, self.places, self.kinds = nn.Embedding(words, width, PAD), nn.Embedding(512, width), nn.Embedding(2, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.layers = nn.ModuleList(TextLayer(width, heads, hidden, memory if i >= fusion else None) for i in range(depth))
        self.transform, self.transform_norm = nn.Linear(width, width), nn.LayerNorm(width, eps=1e-12)
        self.bias = nn.Parameter(torch.zeros(words))
        for module in self.modules():
            if isinstance(module, (nn.Linear, nn.Embedding)):
                nn.init.normal_(module.weight, std=0.02)

    def read(self, ids, mask):
        x = self.norm(self.words(ids) + self.kinds.weight[0] + self.places.weight[:ids.shape[1]])
        x = F.dropout(x, DROPOUT, self.training)
        for layer in self.layers[:self.fusion]:
            x = layer(x, mask, None)
        return x

    def fuse(self, x, mask, memory):
        for layer in self.layers[self.fusion:]:
            x = layer(x, mask, memory)
        return x

    def score(self, x):
        return F.linear(self.transform_norm(F.gelu(self.transform(x))), self.words.weight, self.bias)


class Model(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.vision = Vision(size)
        self.text = Text(size["width"], **size["text"])
        self.vision_proj, self.text_proj = nn.Linear(size["width"], size["embed"]), nn.Linear(size["text"]["width"], size["embed"])
        self.match = nn.Linear(size["text"]["width"], 2)
        self.temp = nn.Parameter(torch.tensor(0.07))


def hide_words(ids, words):
    chosen = (torch.rand(ids.shape, device=ids.device) < ASKED) & (ids != START) & (ids != PAD)
    hidden = chosen & (torch.rand(ids.shape, device=ids.device) < 0.8)
    other = chosen & ~hidden & (torch.rand(ids.shape, device=ids.device) < 0.5)
    masked = torch.where(other, torch.randint(words, ids.shape, device=ids.device), ids.masked_fill(hidden, MASK))
    return masked, ids.masked_fill(~chosen, -100)


def flops_of_pair(size):
    """The library's own count: see VideoTextSetup.FlopsOfClip."""
    def trunk(tokens, width, depth, patch_values, patches):
        return 2 * (depth * (12 * tokens * width * width + 2 * tokens * tokens * width) + patches * patch_values * width)
    teacher, text, per_frame = size["teacher"], size["text"], (size["image"] // PATCH) ** 2
    tokens = size["frames"] * per_frame
    visible = size["frames"] * (per_frame - int(per_frame * MASK_RATIO))
    grid = (teacher["image"] // teacher["patch"]) ** 2
    look = size["frames"] * trunk(grid + 1, teacher["width"], teacher["depth"], 3 * teacher["patch"] ** 2, grid)
    project = 2 * size["layers"] * tokens * teacher["width"] * teacher["out"]
    student = trunk(visible, size["width"], size["depth"], 3 * PATCH ** 2, tokens) + 2 * size["layers"] * visible * size["width"] * teacher["out"]
    width, layers = text["width"], text["depth"] - text["fusion"]
    own = 4 * WORDS * width * width + 2 * WORDS * WORDS * width
    perceptron = 2 * WORDS * width * text["hidden"]
    cross = 2 * WORDS * width * width + 2 * WORDS * visible * width
    reading = 2 * text["fusion"] * (own + perceptron)
    fusion = layers * (4 * (own + cross + perceptron) + 2 * visible * size["width"] * width)
    words = ASKED * WORDS * width * (width + text["words"])
    return look + project + 3 * (student + 2 * (reading + fusion + words))


class Training:
    def __init__(self, size, batch, device):
        torch.manual_seed(0)
        self.size, self.device = size, device
        self.teacher = Teacher(**size["teacher"], layers=size["layers"]).to(device, torch.bfloat16).eval()
        self.model = Model(size).to(device).train()
        self.parameters = list(self.model.parameters())
        self.optimizer = torch.optim.AdamW(
            [dict(params=[p for p in self.parameters if p.dim() != 1], weight_decay=0.02), dict(params=[p for p in self.parameters if p.dim() == 1], weight_decay=0.0)],
            lr=1e-4, fused=device == "cuda")
        clips = torch.randint(0, 256, (batch, size["frames"], size["image"], size["image"], 3), dtype=torch.uint8)
        ids = torch.randint(200, size["text"]["words"], (batch, WORDS))
        ids[:, 0] = START
        self.clips, self.ids, self.mask = (t.pin_memory() if device == "cuda" else t for t in (clips, ids, torch.ones_like(ids)))

    def step(self, clock=None):
        clock = clock or (lambda phase: None)
        clock(None)
        clips = normalise(self.clips, self.device)
        clock("student")
        features, attention = self.teacher(clips)
        clock("teacher")
        with torch.autocast(self.device, dtype=torch.bfloat16):
            loss = self.losses(clips, features, attention)
        clock("student")
        loss.backward()
        norm = torch.nn.utils.get_total_norm([p.grad for p in self.parameters])
        # Both numbers come to the host once, as in the library.
        values = torch.stack([loss.detach(), norm]).tolist()
        clock("backward")
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        clock("optimizer")
        return values

    def losses(self, clips, features, attention):
        model = self.model
        with torch.no_grad():
            model.temp.clamp_(0.001, 0.5)
        visible = draw_visible(attention, self.size["frames"])
        tokens, pooled, aligned = model.vision(clips, visible)
        uta = (2 - 2 * (F.normalize(aligned.float(), dim=-1) * gather(features, visible)).sum(-1)).mean()

        ids = self.ids.to(self.device, non_blocking=True)
        padding = ((1 - self.mask.to(self.device, non_blocking=True).float()) * -10000)[:, None, None]
        states = model.text.read(ids, padding)
        video = F.normalize(model.vision_proj(pooled).float(), dim=-1).mean(1)
        text = F.normalize(model.text_proj(states[:, 0]).float(), dim=-1)
        with torch.autocast(self.device, enabled=False):
            similarity = video @ text.t() / model.temp
        own = torch.arange(ids.shape[0], device=self.device)
        vtc = (F.cross_entropy(similarity, own) + F.cross_entropy(similarity.t(), own)) / 2

        with torch.no_grad():
            others = 1 - torch.eye(ids.shape[0], device=self.device)
            wrong_text = torch.multinomial((similarity + 1e-4).softmax(1) * others, 1)[:, 0]
            wrong_video = torch.multinomial((similarity.t() + 1e-4).softmax(1) * others, 1)[:, 0]
        texts, videos = torch.cat([own, own, wrong_text]), torch.cat([own, wrong_video, own])
        fused = model.text.fuse(states[texts], padding[texts], tokens[videos])
        vtm = F.cross_entropy(model.match(fused[:, 0]).float(), (torch.arange(len(texts), device=self.device) < len(own)).long())

        masked, labels = hide_words(ids, self.size["text"]["words"])
        scores = model.text.score(model.text.fuse(model.text.read(masked, padding), padding, tokens))
        mlm = F.cross_entropy(scores.float().flatten(0, 1), labels.flatten())
        return uta + vtc + vtm + mlm


def measure(size, batch, device):
    synchronise = torch.cuda.synchronize if device == "cuda" else (lambda: None)
    training = Training(size, batch, device)
    for _ in range(WARM_UP):
        values = training.step()
    synchronise()
    start = time.perf_counter()
    for _ in range(TIMED):
        values = training.step()
    synchronise()
    seconds = (time.perf_counter() - start) / TIMED
    memory = used_memory() if device == "cuda" else None
    splits = []
    for _ in range(WARM_UP):
        clock = PhaseClock(synchronise)
        training.step(clock)
        splits.append(clock.seconds)
    split = min(splits, key=lambda phases: sum(phases.values()))
    flops = flops_of_pair(size) * batch
    print(f"{size['name']}, batch {batch}: {seconds * 1e3:.1f} ms a step, {batch / seconds:.1f} clips/s, {flops / seconds / 1e12:.0f} TFLOP/s, "
          f"{100 * flops / seconds / PEAK:.1f} % of {PEAK / 1e12:.0f} TFLOP/s; loss {values[0]:.3f}", flush=True)
    print("RESULT " + json.dumps(dict(program=f"PyTorch {torch.__version__} eager", step="video-text", setup=size["name"], batch=batch, seconds=seconds,
                                      flops=flops, peak=PEAK, memory_mib=memory, **split)), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", choices=SIZES, default="base")
    parser.add_argument("--batch", default="32,64")
    parser.add_argument("--device", choices=["cuda", "cpu"], default="cuda")
    arguments = parser.parse_args()
    for batch in (int(text) for text in arguments.batch.split(",")):
        try:
            measure(SIZES[arguments.size], batch, arguments.device)
        except torch.OutOfMemoryError as error:
            print(f"Batch {batch} failed: {error}", flush=True)
        if arguments.device == "cuda":
            torch.cuda.empty_cache()


if __name__ == "__main__":
    main()
