//! dev only: worlds, a scripted model, a fixed clock
