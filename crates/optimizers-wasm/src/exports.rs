//! An exported function for each element loop: printed by `npm run print:rules`.

use crate::header::{run, Header};
use kernels::rules;

macro_rules! kernels {
    ($($name:ident: $rule:ty, $work:expr;)*) => {$(
        /// One block of elements; see `run`.
        ///
        /// # Safety
        /// As for `run`.
        #[no_mangle]
        pub unsafe extern "C" fn $name(
            header: *const Header,
            first: usize,
            slot_first: usize,
            work_first: usize,
            count: usize,
        ) {
            // SAFETY: the caller keeps the contract of `run`.
            unsafe { run::<$rule, _, _, _>(header, first, slot_first, work_first, count, $work) }
        }
    )*};
}

kernels! {
    adadelta: rules::adadelta::Adadelta, usize::MAX;
    adafactor_pass1: rules::adafactor::AdafactorPass1, 0;
    adafactor_pass2: rules::adafactor::AdafactorPass2, 0;
    adafactor_pass3: rules::adafactor::AdafactorPass3, 0;
    adafactor_pass12: rules::adafactor::AdafactorPass12, usize::MAX;
    adafactor_pass22: rules::adafactor::AdafactorPass22, usize::MAX;
    adagrad: rules::adagrad::Adagrad, usize::MAX;
    adam: rules::adam::Adam, usize::MAX;
    adam_amsgrad: rules::adam::AdamAmsgrad, usize::MAX;
    adam_cautious_pass1: rules::adam::AdamCautiousPass1, usize::MAX;
    adam_cautious_pass2: rules::adam::AdamCautiousPass2, usize::MAX;
    adam_amsgrad_cautious_pass2: rules::adam::AdamAmsgradCautiousPass2, usize::MAX;
    adamax: rules::adamax::Adamax, usize::MAX;
    adamax_cautious_pass1: rules::adamax::AdamaxCautiousPass1, usize::MAX;
    adamax_cautious_pass2: rules::adamax::AdamaxCautiousPass2, usize::MAX;
    ademamix: rules::ademamix::Ademamix, usize::MAX;
    ademamix_cautious_pass2: rules::ademamix::AdemamixCautiousPass2, usize::MAX;
    adopt: rules::adopt::Adopt, usize::MAX;
    adopt_cautious_pass1: rules::adopt::AdoptCautiousPass1, usize::MAX;
    adopt_cautious_pass2: rules::adopt::AdoptCautiousPass2, usize::MAX;
    asgd: rules::asgd::Asgd, usize::MAX;
    ema: rules::ema::Ema, usize::MAX;
    lamb_pass1: rules::lamb::LambPass1, usize::MAX;
    lamb_pass2: rules::lamb::LambPass2, usize::MAX;
    lamb_pass3: rules::lamb::LambPass3, usize::MAX;
    lamb_cautious_pass2: rules::lamb::LambCautiousPass2, usize::MAX;
    lamb_cautious_pass3: rules::lamb::LambCautiousPass3, usize::MAX;
    lamb_cautious_pass4: rules::lamb::LambCautiousPass4, usize::MAX;
    lion: rules::lion::Lion, usize::MAX;
    lion_cautious_pass1: rules::lion::LionCautiousPass1, usize::MAX;
    lion_cautious_pass2: rules::lion::LionCautiousPass2, usize::MAX;
    muon_pass1: rules::muon::MuonPass1, 1;
    muon_pass2: rules::muon::MuonPass2, 0;
    muon_no_nesterov_pass1: rules::muon::MuonNoNesterovPass1, 1;
    nadam: rules::nadam::Nadam, usize::MAX;
    nadam_cautious_pass1: rules::nadam::NadamCautiousPass1, usize::MAX;
    nadam_cautious_pass2: rules::nadam::NadamCautiousPass2, usize::MAX;
    prodigy_pass1: rules::prodigy::ProdigyPass1, usize::MAX;
    prodigy_pass2: rules::prodigy::ProdigyPass2, usize::MAX;
    prodigy_slice_p_pass2: rules::prodigy::ProdigySlicePPass2, usize::MAX;
    prodigy_slice_p_pass3: rules::prodigy::ProdigySlicePPass3, usize::MAX;
    radam: rules::radam::Radam, usize::MAX;
    radam_cautious_pass2: rules::radam::RadamCautiousPass2, usize::MAX;
    rmsprop: rules::rmsprop::Rmsprop, usize::MAX;
    rmsprop_momentum_buffer: rules::rmsprop::RmspropMomentumBuffer, usize::MAX;
    rmsprop_centered: rules::rmsprop::RmspropCentered, usize::MAX;
    rmsprop_centered_momentum_buffer: rules::rmsprop::RmspropCenteredMomentumBuffer, usize::MAX;
    rmsprop_cautious_momentum_buffer_pass1: rules::rmsprop::RmspropCautiousMomentumBufferPass1, usize::MAX;
    rmsprop_cautious_momentum_buffer_pass2: rules::rmsprop::RmspropCautiousMomentumBufferPass2, usize::MAX;
    rmsprop_centered_cautious_momentum_buffer_pass1: rules::rmsprop::RmspropCenteredCautiousMomentumBufferPass1, usize::MAX;
    rmsprop_centered_cautious_momentum_buffer_pass2: rules::rmsprop::RmspropCenteredCautiousMomentumBufferPass2, usize::MAX;
    rprop: rules::rprop::Rprop, usize::MAX;
    adamw_schedule_free: rules::schedule_free::AdamwScheduleFree, usize::MAX;
    adamw_schedule_free_train: rules::schedule_free::AdamwScheduleFreeTrain, usize::MAX;
    sgd_schedule_free: rules::schedule_free::SgdScheduleFree, usize::MAX;
    sgd: rules::sgd::Sgd, usize::MAX;
    sgd_momentum_buffer: rules::sgd::SgdMomentumBuffer, usize::MAX;
    sgd_nesterov_momentum_buffer: rules::sgd::SgdNesterovMomentumBuffer, usize::MAX;
    sgd_cautious_momentum_buffer_pass2: rules::sgd::SgdCautiousMomentumBufferPass2, usize::MAX;
    sgd_nesterov_cautious_momentum_buffer_pass1: rules::sgd::SgdNesterovCautiousMomentumBufferPass1, usize::MAX;
    sgd_nesterov_cautious_momentum_buffer_pass2: rules::sgd::SgdNesterovCautiousMomentumBufferPass2, usize::MAX;
}
